import { expect, test } from "vitest";
import { clipLines, clipPolygons, csvRows, shapeFiles } from "./shapes.ts";
import type { FeatureCollection } from "geojson";

const square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]];

test("a ring that crosses the box is cut on its side", () => {
  const inside = clipPolygons({ type: "MultiPolygon", coordinates: [[square]] }, [2, -1, 9, 9]);
  expect(inside.coordinates).toEqual([[[[2, 0], [4, 0], [4, 4], [2, 4], [2, 0]]]]);
});

test("a ring outside the box disappears", () => {
  expect(clipPolygons({ type: "MultiPolygon", coordinates: [[square]] }, [5, 5, 9, 9]).coordinates).toEqual([]);
});

test("a line that leaves the box and returns becomes two", () => {
  const line = { type: "MultiLineString" as const, coordinates: [[[0, 0], [1, 0], [9, 0], [2, 0], [3, 0]]] };
  expect(clipLines(line, [0, -1, 5, 1]).coordinates).toEqual([[[0, 0], [1, 0]], [[2, 0], [3, 0]]]);
});

test("a row with a cell too many says which", () => {
  expect(() => csvRows("a,b\n1,2,3")).toThrow('"1,2,3": 3 cells under 2 columns');
});

test("the build writes 28 districts, 6 regions and the land around them", () => {
  const files = Object.entries(shapeFiles()).map(([name, text]) => [name, JSON.parse(text) as FeatureCollection] as const);
  expect(files.map(([name, { features }]) => [name, features.length])).toEqual([
    ["shapes/bg-districts.geojson", 28],
    ["shapes/bg-regions.geojson", 6],
    ["shapes/context.geojson", 9],
    ["indicative/bg-municipalities.geojson", 265],
  ]);
});
