import { expect, test } from "vitest";
import { binScale, rangeOf } from "./scale.ts";

const MONEY = [
  { min: 0, max: 500_000 }, { min: 500_000, max: 1_000_000 }, { min: 1_000_000, max: 2_000_000 }, { min: 2_000_000, max: null },
];

test("bins are equally wide and a value stands in proportion inside its own", () => {
  const scale = binScale(MONEY, 400);
  expect([scale.x(500_000, "min"), scale.x(750_000, "min"), scale.x(2_000_000, "max")]).toEqual([100, 150, 300]);
});

test("no limit stands at the border, a value beyond the last edge in the open bin", () => {
  const scale = binScale(MONEY, 400);
  expect([scale.x(null, "min"), scale.x(null, "max"), scale.x(9e9, "max")]).toEqual([0, 400, 350]);
});

test("the brush snaps to the nearest edge and never leaves the drawing", () => {
  const scale = binScale(MONEY, 400);
  expect([scale.edgeAt(149), scale.edgeAt(151), scale.edgeAt(-20), scale.edgeAt(999)]).toEqual([1, 2, 0, 4]);
});

test("a whole span gives no limits, an inner one the limits of its bins", () => {
  const scale = binScale(MONEY, 400);
  expect(rangeOf(scale, 0, 4)).toEqual({ min: "", max: "" });
  expect(rangeOf(scale, 1, 3)).toEqual({ min: "500000", max: "2000000" });
});

test("classes of whole numbers: the brush over 10–49 is 10–49, and is shown over that bar", () => {
  const scale = binScale([{ min: 0, max: 0 }, { min: 1, max: 9 }, { min: 10, max: 49 }, { min: 50, max: null }], 400);
  expect(rangeOf(scale, 2, 3)).toEqual({ min: "10", max: "49" });
  expect([scale.x(10, "min"), scale.x(49, "max")]).toEqual([200, 300]);
});

test("profit, zero and loss are apart", () => {
  const scale = binScale([{ min: null, max: -1 }, { min: 0, max: 0 }, { min: 1, max: null }], 300);
  expect(rangeOf(scale, 2, 3)).toEqual({ min: "1", max: "" });
  expect(rangeOf(scale, 0, 1)).toEqual({ min: "", max: "-1" });
  expect(rangeOf(scale, 1, 2)).toEqual({ min: "0", max: "0" });
});

test("without bins there is nothing to brush", () => {
  expect(() => binScale([], 100)).toThrow(RangeError);
});
