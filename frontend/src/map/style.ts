// The map's style: layers over four sources, colours from the page's tokens. Pure, so that a test can read it.
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { circleLabel, circleNumber, circleRadius, type MapData } from "./data.ts";
import { coveredLabels } from "./labels.ts";
import { RING_RADIUS } from "./patterns.ts";
import { inkOn, type Colours } from "./theme.ts";

export const CLASSES = [1, 2, 3, 4, 5, 6].map((i) => `seq-${i}`).concat([1, 2, 3, 4, 5, 6, 7].map((i) => `div-${i}`));
const START_ZOOM = 6;
const FONT = ["Noto Sans"];
// The first name gives the weight, the second the family.
const BOLD = ["Noto Sans SemiBold", "Noto Sans"];

/** Shapes of the chosen level, each with its class, joined by code. Shapes without an area of ours are left out. */
export function areaFeatures(shapes: FeatureCollection, data: MapData): FeatureCollection {
  const property = data.level === "district" ? "district_code" : "region_code";
  const areas = new Map(data.areas.map((area) => [area.code, area]));
  return {
    type: "FeatureCollection",
    features: shapes.features.flatMap((shape) => {
      const code = String(shape.properties?.[property]);
      const area = areas.get(code);
      if (!area) return [];
      return [{ ...shape, id: code, properties: { code, classCode: area.classCode, isSelected: area.isSelected } }];
    }),
  };
}

/** Circles as points, largest first in drawing order so that a small one is never covered. */
export function circleFeatures(data: MapData, colours: Colours, zoom: number): FeatureCollection {
  const ordered = [...data.circles].sort((a, b) => b.organisations - a.organisations);
  const covered = coveredLabels(ordered, zoom);
  return {
    type: "FeatureCollection",
    features: ordered.map((circle, order) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [circle.lon, circle.lat] },
      properties: {
        code: circle.code, order, organisations: circle.organisations, radius: circleRadius(circle.organisations),
        label: covered.has(circle.code) ? "" : circleLabel(circle), number: circleNumber(circle), isMunicipality: circle.isMunicipality,
        fill: colours[circle.classCode] ?? colours["bubble"]!, ink: inkOn(circle.classCode, colours),
      },
    })),
  };
}

const classColour = (colours: Colours): ExpressionSpecification =>
  ["match", ["get", "classCode"], ...CLASSES.flatMap((code) => [code, colours[code] ?? ""]), colours["state-bg"]!] as unknown as ExpressionSpecification;

function groundLayers(colours: Colours, language: MapData["language"]): LayerSpecification[] {
  const label = (kind: string, colour: string, style: object): LayerSpecification => ({
    id: kind, type: "symbol", source: "context", filter: ["==", ["get", "kind"], `${kind}_label`],
    layout: { "text-field": ["get", `name_${language}`], "text-font": FONT, "text-size": 11, "text-max-width": 6, ...style },
    paint: { "text-color": colour },
  });
  return [
    { id: "sea-ground", type: "background", paint: { "background-color": colours["sea"]! } },
    { id: "land", type: "fill", source: "context", filter: ["==", ["get", "kind"], "land"],
      paint: { "fill-color": colours["land"]!, "fill-antialias": false } },
    { id: "border", type: "line", source: "context", filter: ["==", ["get", "kind"], "border"],
      paint: { "line-color": colours["land-line"]!, "line-dasharray": [4, 3] } },
    label("country", colours["land-ink"]!, { "text-transform": "uppercase", "text-letter-spacing": 0.14 }),
    label("sea", colours["sea-ink"]!, { "text-letter-spacing": 0.12 }),
  ];
}

function areaLayers(colours: Colours): LayerSpecification[] {
  const line = (id: string, source: string, colour: string, width: number, opacity: number, filter?: ExpressionSpecification): LayerSpecification => ({
    id, type: "line", source, ...(filter ? { filter } : {}), layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, "line-opacity": opacity },
  });
  const selected: ExpressionSpecification = ["boolean", ["get", "isSelected"], false];
  return [
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": classColour(colours) } },
    { id: "areas-unknown", type: "fill", source: "areas", filter: ["==", ["get", "classCode"], "unknown"],
      paint: { "fill-pattern": "stipple" } },
    { id: "areas-confidential", type: "fill", source: "areas", filter: ["==", ["get", "classCode"], "confidential"],
      paint: { "fill-pattern": "hatch" } },
    line("areas-line", "areas", colours["map-line"]!, 1, 1),
    line("regions-line", "regions", colours["map-region"]!, 1.3, 0.38),
    line("selected-halo", "areas", colours["map-halo"]!, 5.5, 1, selected),
    line("selected-line", "areas", colours["map-region"]!, 2.6, 1, selected),
    line("current-line", "areas", colours["map-region"]!, 3.4, 1, ["==", ["get", "code"], ""]),
  ];
}

function circleLayers(colours: Colours): LayerSpecification[] {
  const text = (id: string, field: string, layout: object, colour: ExpressionSpecification | string, halo: string): LayerSpecification => ({
    id, type: "symbol", source: "circles", filter: ["!=", ["get", field], ""],
    layout: { "text-field": ["get", field], "text-size": 11, "symbol-sort-key": ["get", "order"], ...layout },
    paint: { "text-color": colour, "text-halo-color": halo, "text-halo-width": id === "circle-number" ? 0 : 1.4 },
  });
  return [
    // Circles have no dashed line, so the ring is a picture; the circle under it is what a pointer meets.
    { id: "circles-municipality", type: "circle", source: "circles", filter: ["get", "isMunicipality"],
      paint: { "circle-radius": ["+", ["get", "radius"], 2], "circle-color": colours["bubble"]!, "circle-opacity": 0.25,
        "circle-stroke-width": 0 } },
    { id: "circles-municipality-ring", type: "symbol", source: "circles", filter: ["get", "isMunicipality"],
      layout: { "icon-image": "ring", "icon-size": ["/", ["+", ["get", "radius"], 3], RING_RADIUS],
        "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "circles", type: "circle", source: "circles", filter: ["!", ["get", "isMunicipality"]],
      layout: { "circle-sort-key": ["get", "order"] },
      paint: { "circle-radius": ["max", ["get", "radius"], 3.5], "circle-color": ["get", "fill"],
        "circle-stroke-color": colours["bubble-line"]!, "circle-stroke-width": 1.3 } },
    text("circle-number", "number", { "text-font": BOLD, "text-allow-overlap": true, "text-ignore-placement": true },
      ["get", "ink"], colours["bubble"]!),
    // em are 11 px: the label starts under its circle.
    text("circle-label", "label", { "text-font": FONT, "text-optional": true, "text-padding": 1,
      "text-radial-offset": ["/", ["+", ["max", ["get", "radius"], 3.5], 2], 11], "text-variable-anchor": ["top"] },
      colours["ink"]!, colours["map-halo"]!),
  ];
}

/** The whole style for the given data. Without `glyphs`, letters are drawn from the page's own fonts: nothing is fetched. */
export function mapStyle(data: MapData, shapes: Shapes, colours: Colours, zoom = START_ZOOM): StyleSpecification {
  return {
    version: 8,
    sources: {
      context: { type: "geojson", data: shapes.context, attribution: "" },
      regions: { type: "geojson", data: shapes.regions },
      areas: { type: "geojson", data: areaFeatures(data.level === "district" ? shapes.districts : shapes.regions, data) },
      circles: { type: "geojson", data: circleFeatures(data, colours, zoom) },
    },
    layers: [...groundLayers(colours, data.language), ...areaLayers(colours), ...circleLayers(colours)],
  };
}

export interface Shapes {
  readonly districts: FeatureCollection;
  readonly regions: FeatureCollection;
  readonly context: FeatureCollection;
}
