import { expect, test } from "vitest";
import { neighbour, westToEast, type Centre } from "./neighbours.ts";

const CENTRES: Centre[] = [
  { code: "SOF", lon: 23.32, lat: 42.7 },
  { code: "PAZ", lon: 24.33, lat: 42.19 },
  { code: "PDV", lon: 24.75, lat: 42.14 },
  { code: "VAR", lon: 27.91, lat: 43.21 },
  { code: "PVN", lon: 24.62, lat: 43.42 },
];

test.each([
  ["PDV", "left", "PAZ"],
  ["PAZ", "right", "PDV"],
  ["PDV", "up", "PVN"],
  ["PVN", "down", "PDV"],
  ["PVN", "right", "VAR"],
] as const)("from %s, %s leads to %s", (from, direction, to) => {
  expect(neighbour(CENTRES, from, direction)).toBe(to);
});

test("nothing lies beyond the edge, and an unknown code leads nowhere", () => {
  expect(neighbour(CENTRES, "VAR", "right")).toBeUndefined();
  expect(neighbour(CENTRES, "XXX", "left")).toBeUndefined();
});

test("the keyboard meets districts from west to east", () => {
  expect(westToEast(CENTRES)).toEqual(["SOF", "PAZ", "PVN", "PDV", "VAR"]);
});
