import type { FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import type { MapData } from "./data.ts";
import { areaFeatures, circleFeatures, mapStyle } from "./style.ts";

const shape = (district: string, region: string): FeatureCollection["features"][number] => ({
  type: "Feature", geometry: { type: "Polygon", coordinates: [[[24, 42], [25, 42], [25, 43], [24, 42]]] },
  properties: { district_code: district, region_code: region },
});
const SHAPES: FeatureCollection = { type: "FeatureCollection", features: [shape("PDV", "BG42"), shape("XXX", "BG00")] };
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const DATA: MapData = {
  level: "district", language: "en",
  areas: [{ code: "PDV", name: "Plovdiv", classCode: "seq-5", isSelected: true, text: "", href: "" }],
  circles: [
    { code: "1", name: "Asenovgrad", lon: 24.9, lat: 42, isMunicipality: false, organisations: 2, classCode: "seq-5", text: "", href: "" },
    { code: "2", name: "Plovdiv", lon: 24.75, lat: 42.1, isMunicipality: false, organisations: 20, classCode: "seq-5", text: "", href: "" },
  ],
  shapes: { districts: "", regions: "", context: "" },
  words: { map: "", loading: "", failed: "", keys: "" },
};
const COLOURS = new Proxy<Record<string, string>>({}, { get: (_, token) => `#${String(token)}` });

test("shapes take the class of the area with their code; a shape without an area is not drawn", () => {
  expect(areaFeatures(SHAPES, DATA).features.map((f) => f.properties)).toEqual([{ code: "PDV", classCode: "seq-5", isSelected: true }]);
});

test("the largest circle is drawn first, so that none hides a smaller one", () => {
  expect(circleFeatures(DATA, COLOURS, 8).features.map((f) => f.properties?.["label"] as string)).toEqual(["Plovdiv", "Asenovgrad 2"]);
});

test("no address of another machine stands in the style, and no glyphs: letters come from the page's fonts", () => {
  const style = mapStyle(DATA, { districts: SHAPES, regions: EMPTY, context: EMPTY }, COLOURS);
  expect(style.glyphs).toBeUndefined();
  expect(JSON.stringify(style)).not.toContain("://");
});
