import { afterEach, expect, test, vi } from "vitest";
import { bindFollow, setBox } from "./follow.ts";

afterEach(() => { vi.useRealTimers(); });

function page(checked: boolean): HTMLFormElement {
  document.body.innerHTML = `<form id="f"><input type="hidden" name="bbox" value="1,2,3,4"></form>
    <input type="checkbox" id="follow-map" form="f"${checked ? " checked" : ""}>`;
  return document.querySelector("form")!;
}

test("the box replaces the one before, and goes with the switch", () => {
  const form = page(false);
  setBox(form, [22, 41, 29, 44]);
  expect(new FormData(form).getAll("bbox")).toEqual(["22,41,29,44"]);
  setBox(form, undefined);
  expect(new FormData(form).getAll("bbox")).toEqual([]);
});

test("two moves in a row send the form once, without a step to go back to", () => {
  vi.useFakeTimers();
  const form = page(true);
  const sent: unknown[] = [];
  form.requestSubmit = () => { sent.push(new FormData(form).get("bbox")); };
  Object.defineProperty(document.querySelector("#follow-map"), "form", { value: form });
  const moved = bindFollow(document, () => [22, 41, 29, 44]);
  moved();
  vi.advanceTimersByTime(100);
  moved();
  vi.advanceTimersByTime(300);
  expect([sent, form.getAttribute("hx-replace-url")]).toEqual([["22,41,29,44"], "true"]);
});

test("a move sends nothing while the switch is off", () => {
  vi.useFakeTimers();
  const form = page(false);
  form.requestSubmit = () => { throw new Error("sent"); };
  bindFollow(document, () => [22, 41, 29, 44])();
  vi.advanceTimersByTime(300);
  expect(new FormData(form).get("bbox")).toBe("1,2,3,4");
});
