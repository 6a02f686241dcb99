import { beforeEach, expect, test } from "vitest";
import { putInPlace } from "./parts.ts";

const form = (checked: string, q = ""): string =>
  `<form id="explorer-form"><input type="checkbox" id="a"${checked}><input type="checkbox" id="b"><input id="q" value="${q}"></form>`;
const field = (id: string): HTMLInputElement => document.querySelector<HTMLInputElement>(`#${id}`)!;

beforeEach(() => { document.body.innerHTML = `${form("")}<p id="sum">1</p>`; });

test("parts of an answer take their places, a part that is not there is left out", () => {
  putInPlace('<p id="sum">2</p><p id="other">3</p>', () => undefined);
  expect(document.querySelector("#sum")?.textContent).toBe("2");
  expect(document.querySelector("#other")).toBeNull();
});

test("fields show what the answer says was chosen", () => {
  field("b").checked = true;
  putInPlace(form(" checked"), () => undefined);
  expect([field("a").checked, field("b").checked]).toEqual([true, false]);
});

test("an answer without the form leaves choices alone that are on their way", () => {
  field("b").checked = true;
  putInPlace('<p id="sum">2</p>', () => undefined);
  expect(field("b").checked).toBe(true);
});

test("what is being typed and the focus stay", () => {
  field("q").focus();
  field("q").value = "Пловд";
  putInPlace(form(" checked"), () => undefined);
  expect([document.activeElement?.id, field("q").value]).toEqual(["q", "Пловд"]);
});
