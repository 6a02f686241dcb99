import { expect, test } from "vitest";
import { circleLabel, circleNumber, circleRadius, readMapData, type MapCircle } from "./data.ts";

const circle = (organisations: number, places = 1): MapCircle => ({
  code: "56784", name: "Пловдив", lon: 24.75, lat: 42.14, isVague: false, organisations, places, classCode: "seq-5",
});

test("a circle's area is proportional to its organisations", () => {
  expect(circleRadius(100, 2.6) ** 2 / circleRadius(25, 2.6) ** 2).toBeCloseTo(4);
  expect(circleRadius(1_000_000, 0.04)).toBeCloseTo(40);
});

test("the number stands inside a circle that has room, else after the name", () => {
  expect([circleNumber(circle(20), 2.6), circleLabel(circle(20), 2.6)]).toEqual(["20", "Пловдив"]);
  expect([circleNumber(circle(3), 2.6), circleLabel(circle(3), 2.6)]).toEqual(["", "Пловдив 3"]);
  expect(circleNumber(circle(120_000), 0.03)).toBe(""); // six digits in ten pixels
});

test("a circle that joins places says how many more", () => {
  expect(circleLabel(circle(20, 3), 2.6)).toBe("Пловдив +2");
});

test("a page without the data block says which template to look at", () => {
  expect(() => readMapData(document)).toThrow("#map-data");
});

test("the data block is read as it is", () => {
  document.body.innerHTML = '<script type="application/json" id="map-data">{"level": "district"}</script>';
  expect(readMapData(document).level).toBe("district");
});
