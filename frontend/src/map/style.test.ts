import type { FeatureCollection } from "geojson";
import { expect, test } from "vitest";
import type { MapCircle, MapData } from "./data.ts";
import { areaFeatures, circleFeatures, classOfDistricts, shapesOf, tileCircle } from "./features.ts";
import { areaFilters, mapStyle } from "./style.ts";

const shape = (district: string, region: string): FeatureCollection["features"][number] => ({
  type: "Feature", geometry: { type: "Polygon", coordinates: [[[24, 42], [25, 42], [25, 43], [24, 42]]] },
  properties: { district_code: district, region_code: region, municipality_code: `${district}22` },
});
const DISTRICTS: FeatureCollection = { type: "FeatureCollection", features: [shape("PDV", "BG42"), shape("XXX", "BG00")] };
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const SHAPES = { districts: DISTRICTS, regions: EMPTY, context: EMPTY, municipalities: DISTRICTS };
const DATA: MapData = {
  level: "district", language: "en", radius: 2.6, tiles: "/api/v1/tiles/{z}/{x}/{y}.mvt?snapshot=s", place: "/en/map/place/?", follow: false, box: null,
  areas: [{ code: "PDV", name: "Plovdiv", classCode: "seq-5", isSelected: true, text: "", href: "" }],
  seats: [{ code: "PDV22", name: "Plovdiv", lon: 24.75, lat: 42.1, organisations: 20, classCode: "seq-5" }],
  shapes: { districts: "", regions: "", context: "" },
  words: { map: "", keys: "", organisations: "organisations", municipality: "" },
};
const MUNICIPALITIES: MapData = { ...DATA, level: "municipality", areas: [{ ...DATA.areas[0]!, code: "PDV22", lon: 24.75, lat: 42.1 }] };
const COLOURS = new Proxy<Record<string, string>>({}, { get: (_, token) => `#${String(token)}` });
const circle = (code: string, organisations: number): MapCircle => ({
  code, name: code, lon: 24.75, lat: 42.1, isVague: false, organisations, places: 1, classCode: "seq-5",
});

test("shapes take the class of the area with their code; a shape without an area is not drawn", () => {
  expect(areaFeatures(SHAPES, DATA).features.map((f) => f.properties)).toEqual([{ code: "PDV", classCode: "seq-5" }]);
});

test("municipalities have shapes only where the reader asked for the indicative ones", () => {
  expect(shapesOf(SHAPES, MUNICIPALITIES).features).toEqual([]);
  const asked = { ...MUNICIPALITIES, shapes: { ...DATA.shapes, municipalities: "x.geojson" } };
  expect(areaFeatures(SHAPES, asked).features.map((f) => f.id)).toEqual(["PDV22"]);
});

test("the largest circle is drawn first, so that none hides a smaller one", () => {
  const made = circleFeatures([{ ...circle("small", 2), lon: 24.9 }, circle("large", 20)], DATA, COLOURS, 8);
  expect(made.features.map((f) => f.properties?.["label"] as string)).toEqual(["large", "small 2"]);
});

test("a tile's circle has the class of its district, or of that one's region", () => {
  expect(classOfDistricts(SHAPES, DATA).get("PDV")).toBe("seq-5");
  const regions: MapData = { ...DATA, level: "region", areas: [{ ...DATA.areas[0]!, code: "BG42", classCode: "seq-2" }] };
  expect([...classOfDistricts(SHAPES, regions)]).toEqual([["PDV", "seq-2"], ["XXX", "unknown"]]);
});

test("a single organisation bears its place's name, from close up its own", () => {
  const point = { n: 1, code: "56784", places: 1, district: "PDV", vague: 0, name_bg: "Фирма", place_en: "Plovdiv" };
  const classes = classOfDistricts(SHAPES, DATA);
  expect([7, 13].map((zoom) => tileCircle(point, [24.75, 42.1], DATA, classes, zoom).name)).toEqual(["Plovdiv", "Фирма"]);
});

test("no address of another machine stands in the style, and no glyphs: letters come from the page's fonts", () => {
  const style = mapStyle(DATA, SHAPES, COLOURS);
  expect(style.glyphs).toBeUndefined();
  expect(JSON.stringify(style)).not.toContain("://");
  expect(Object.keys(style.sources)).toContain("tiles");
  expect(Object.keys(mapStyle(MUNICIPALITIES, SHAPES, COLOURS).sources)).not.toContain("tiles");
});

test("hatches and outlines are of the areas that are unknown, confidential or selected", () => {
  const areas = [DATA.areas[0]!, { ...DATA.areas[0]!, code: "VAR", classCode: "unknown", isSelected: false }];
  const codes = Object.entries(areaFilters({ ...DATA, areas })).map(([layer, [, , list]]) => [layer, (list as [string, string[]])[1]]);
  expect(Object.fromEntries(codes)).toEqual({
    "areas-unknown": ["VAR"], "areas-confidential": [], "selected-halo": ["PDV"], "selected-line": ["PDV"],
  });
});
