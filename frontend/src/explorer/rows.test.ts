import { expect, test } from "vitest";
import { bindRows, markRows, pointOf } from "./rows.ts";

const LIST = `<table><tbody>
  <tr id="a" data-at="24.75,42.15" data-place="56784" data-areas="PDV22 PDV BG42"><th><a href="#">A</a></th></tr>
  <tr id="b" data-at="23.32,42.7" data-place="68134" data-areas="SOF46 SOF BG41"><th><a href="#">B</a></th></tr>
  <tr id="c" data-areas=""><th>C</th></tr></tbody></table>`;

test("a row says where it stands; one without a place says nothing", () => {
  document.body.innerHTML = LIST;
  expect(["a", "c"].map((id) => pointOf(document.getElementById(id)!))).toEqual([[24.75, 42.15], undefined]);
});

test("pointer and focus ring the row's point and take the ring away again", () => {
  document.body.innerHTML = LIST;
  const said: unknown[] = [];
  bindRows(document, (at) => said.push(at));
  const link = document.querySelector<HTMLElement>("#b a")!;
  link.dispatchEvent(new Event("mouseover", { bubbles: true }));
  link.dispatchEvent(new Event("mouseout", { bubbles: true }));
  link.dispatchEvent(new Event("focusin", { bubbles: true }));
  document.querySelector("#c th")!.dispatchEvent(new Event("mouseover", { bubbles: true }));
  expect(said).toEqual([[23.32, 42.7], undefined, [23.32, 42.7]]);
});

test("a place marks its rows, an area all inside it, nothing marks none", () => {
  document.body.innerHTML = LIST;
  const marked = () => [...document.querySelectorAll(".is-marked")].map((row) => row.id);
  markRows(document, "56784", undefined);
  expect(marked()).toEqual(["a"]);
  markRows(document, undefined, "BG41");
  expect(marked()).toEqual(["b"]);
  markRows(document, undefined, undefined);
  expect(marked()).toEqual([]);
});
