import { expect, test } from "vitest";
import { isFigure } from "./columns.ts";

test.each([
  ["figure:headcount", true],
  ["value", true],
  ["name:bg", false],
  ["-", false],
  ["", false],
])("%s", (chosen, figure) => {
  expect(isFigure(chosen)).toBe(figure);
});
