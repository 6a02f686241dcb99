import { expect, test } from "vitest";
import { circleLabel, circleNumber, circleRadius, readMapData, type MapCircle } from "./data.ts";

const circle = (organisations: number): MapCircle => ({
  code: "56784", name: "Пловдив", lon: 24.75, lat: 42.14, isMunicipality: false, organisations,
  classCode: "seq-5", text: "", href: "",
});

test("a circle's area is proportional to its organisations", () => {
  expect(circleRadius(100) ** 2 / circleRadius(25) ** 2).toBeCloseTo(4);
});

test("the number stands inside a circle that has room, else after the name", () => {
  expect([circleNumber(circle(20)), circleLabel(circle(20))]).toEqual(["20", "Пловдив"]);
  expect([circleNumber(circle(3)), circleLabel(circle(3))]).toEqual(["", "Пловдив 3"]);
});

test("a page without the data block says which template to look at", () => {
  expect(() => readMapData(document)).toThrow("#map-data");
});

test("the data block is read as it is", () => {
  document.body.innerHTML = '<script type="application/json" id="map-data">{"level": "district"}</script>';
  expect(readMapData(document).level).toBe("district");
});
