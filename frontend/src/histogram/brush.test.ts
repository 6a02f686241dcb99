import { beforeEach, expect, test, vi } from "vitest";
import { addBrushes } from "./brush.ts";

const BINS = [{ min: 0, max: 500_000 }, { min: 500_000, max: 1_000_000 }, { min: 1_000_000, max: null }];

beforeEach(() => {
  document.body.innerHTML = `<form><fieldset class="hist"><svg viewBox="0 0 300 82" data-base="64" data-bins='${JSON.stringify(BINS)}'><g class="brush-layer" data-keep></g></svg>
    <input data-end="min" value=""><input data-end="max" value=""></fieldset></form>`;
});

const input = (end: "min" | "max"): HTMLInputElement => document.querySelector(`input[data-end=${end}]`)!;
const grip = (end: 0 | 1): Element => document.querySelectorAll(".grip")[end]!;
const press = (element: Element, key: string): void => { element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); };

test("a handle moved by the keyboard writes the limit and applies it", () => {
  const apply = vi.fn();
  addBrushes(document, apply);
  press(grip(0), "ArrowRight");
  expect([input("min").value, input("max").value]).toEqual(["500000", ""]);
  expect(apply).toHaveBeenCalledWith(input("min"));
  press(grip(1), "ArrowLeft");
  expect(input("max").value).toBe("1000000");
});

test("typing moves the handle, and nothing is applied before the field is left", () => {
  const apply = vi.fn();
  addBrushes(document, apply);
  input("min").value = "750 000";
  input("min").dispatchEvent(new Event("input"));
  expect(Number(grip(0).getAttribute("x")) + 3).toBe(150);
  expect(apply).not.toHaveBeenCalled();
});

test("a histogram gets one brush, however often the page changes", () => {
  addBrushes(document, vi.fn());
  const first = grip(0);
  addBrushes(document, vi.fn());
  expect([document.querySelectorAll(".grip").length, grip(0)]).toEqual([2, first]);
});

test("after a change of filter the handles stand where the fields say", () => {
  addBrushes(document, vi.fn());
  input("max").value = "1000000";
  addBrushes(document, vi.fn());
  expect(Number(grip(1).getAttribute("x")) + 3).toBe(200);
});
