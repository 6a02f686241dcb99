import { expect, test } from "vitest";
import { movedEdge } from "./handles.ts";

test.each([
  ["ArrowRight", false, "min", 0, 4, 1],
  ["ArrowLeft", false, "max", 4, 0, 3],
  ["ArrowRight", true, "min", 0, 4, 3],
  ["ArrowLeft", true, "max", 4, 1, 2],
  ["Home", false, "min", 3, 4, 0],
  ["End", false, "max", 2, 0, 4],
] as const)("%s (shift %s) moves the %s handle from %i beside %i to %i", (key, shift, end, at, other, to) => {
  expect(movedEdge(key, shift, end, at, other, 5)).toBe(to);
});

test("handles never meet, and other keys do nothing", () => {
  expect(movedEdge("ArrowRight", false, "min", 3, 4, 5)).toBe(3);
  expect(movedEdge("Tab", false, "min", 3, 4, 5)).toBeUndefined();
});
