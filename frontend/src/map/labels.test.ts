import { expect, test } from "vitest";
import type { MapCircle } from "./data.ts";
import { coveredLabels } from "./labels.ts";

const circle = (code: string, lon: number, lat: number, organisations: number): MapCircle => ({
  code, name: code, lon, lat, isVague: false, organisations, places: 1, classCode: "unknown",
});
const CIRCLES = [circle("София", 23.32, 42.7, 125), circle("Банкя", 23.14, 42.71, 2), circle("Варна", 27.91, 43.21, 11)];

test("a label on a larger circle is left out, one beside it stays", () => {
  expect([...coveredLabels(CIRCLES, 6.3, 2.6)]).toEqual(["Банкя"]);
});

test("zoomed in there is room again", () => {
  expect(coveredLabels(CIRCLES, 11, 2.6).size).toBe(0);
});
