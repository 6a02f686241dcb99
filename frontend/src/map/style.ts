// The map's style: layers over its sources, colours from the page's tokens. Pure, so that a test can read it.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { smallestRadius, type MapArea, type MapData } from "./data.ts";
import { areaFeatures, classOfDistricts, fillOf, NOTHING, type Shapes } from "./features.ts";
import { RING_RADIUS } from "./patterns.ts";
import type { Colours } from "./theme.ts";

export const CLASSES = [1, 2, 3, 4, 5, 6].map((i) => `seq-${i}`).concat([1, 2, 3, 4, 5, 6, 7].map((i) => `div-${i}`));
/** Layers that a pointer can meet, the nearest first. */
export const CIRCLES = ["circles", "circles-municipality"];
export const TILE_LAYER = "organisations";
const TILES_TO = 14; // deeper tiles say nothing new: addresses have their points by then
const FONT = ["Noto Sans"];
// The first name gives the weight, the second the family.
const BOLD = ["Noto Sans SemiBold", "Noto Sans"];

const expression = (parts: unknown): ExpressionSpecification => parts as ExpressionSpecification;

/** The class of a new filter is the feature's state: a change of state is painted, new features would be cut anew. */
const classColour = (colours: Colours): ExpressionSpecification =>
  expression(["match", ["coalesce", ["feature-state", "classCode"], ["get", "classCode"]], ...CLASSES.flatMap((code) => [code, colours[code] ?? ""]), colours["state-bg"]!]);

/** Colour of a tile's circle by its district. */
export function circleColour(shapes: Shapes, data: MapData, colours: Colours): ExpressionSpecification | string {
  const pairs = [...classOfDistricts(shapes, data)].flatMap(([code, classCode]) => [code, fillOf(classCode, colours)]);
  return pairs.length ? expression(["match", ["get", "district"], ...pairs, colours["bubble"]!]) : colours["bubble"]!;
}

/** Radius of a tile's circle: its area is proportional to its number of organisations. */
export function circleSize(data: MapData, more = 0): ExpressionSpecification {
  return expression(["+", ["max", ["*", data.radius, ["sqrt", ["get", "n"]]], smallestRadius(data.radius)], more]);
}

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

/** Which areas each layer shows that does not show all of them. */
export function areaFilters(data: MapData): Readonly<Record<string, ExpressionSpecification>> {
  const codes = (is: (area: MapArea) => boolean): ExpressionSpecification =>
    expression(["in", ["get", "code"], ["literal", data.areas.filter(is).map((area) => area.code).sort()]]);
  const selected = codes((area) => area.isSelected);
  return {
    "areas-unknown": codes((area) => area.classCode === "unknown"), "areas-confidential": codes((area) => area.classCode === "confidential"),
    "selected-halo": selected, "selected-line": selected,
  };
}

function areaLayers(colours: Colours, data: MapData): LayerSpecification[] {
  const filters = areaFilters(data);
  const line = (id: string, source: string, colour: string, width: number, opacity: number, filter?: ExpressionSpecification): LayerSpecification => ({
    id, type: "line", source, ...(filter ? { filter } : {}), layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, "line-opacity": opacity },
  });
  return [
    // Under the seats of municipalities, which have no shapes of their own, the districts are quiet ground.
    { id: "ground", type: "fill", source: "ground", paint: { "fill-color": colours["bubble"]!, "fill-opacity": 0.55 } },
    line("ground-line", "ground", colours["land-line"]!, 1, 1),
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": classColour(colours) } },
    { id: "areas-unknown", type: "fill", source: "areas", filter: filters["areas-unknown"]!,
      paint: { "fill-pattern": "stipple" } },
    { id: "areas-confidential", type: "fill", source: "areas", filter: filters["areas-confidential"]!,
      paint: { "fill-pattern": "hatch" } },
    line("areas-line", "areas", colours["map-line"]!, 1, 1),
    line("regions-line", "regions", colours["map-region"]!, 1.3, 0.38),
    line("selected-halo", "areas", colours["map-halo"]!, 5.5, 1, filters["selected-halo"]),
    line("selected-line", "areas", colours["map-region"]!, 2.6, 1, filters["selected-line"]),
    line("current-line", "areas", colours["map-region"]!, 3.4, 1, ["==", ["get", "code"], ""]),
  ];
}

function tileLayers(data: MapData, shapes: Shapes, colours: Colours): LayerSpecification[] {
  const from = { source: "tiles", "source-layer": TILE_LAYER };
  const order = expression(["-", 0, ["get", "n"]]);
  return [
    // Circles have no dashed line, so the ring is a picture; the circle under it is what a pointer meets.
    { id: "circles-municipality", type: "circle", ...from, filter: ["==", ["get", "vague"], 1], layout: { "circle-sort-key": order },
      paint: { "circle-radius": circleSize(data, 2), "circle-color": colours["bubble"]!, "circle-opacity": 0.25, "circle-stroke-width": 0 } },
    { id: "circles-municipality-ring", type: "symbol", ...from, filter: ["==", ["get", "vague"], 1],
      layout: { "icon-image": "ring", "icon-size": ["/", circleSize(data, 3), RING_RADIUS], "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "circles", type: "circle", ...from, filter: ["==", ["get", "vague"], 0], layout: { "circle-sort-key": order },
      paint: { "circle-radius": circleSize(data), "circle-color": circleColour(shapes, data, colours),
        "circle-stroke-color": colours["bubble-line"]!, "circle-stroke-width": data.radius < 2.6 ? 0.9 : 1.3 } },
  ];
}

function seatLayers(colours: Colours): LayerSpecification[] {
  const ring = (id: string, filter: ExpressionSpecification): LayerSpecification => ({
    id, type: "circle", source: "circles", filter,
    paint: { "circle-radius": ["+", ["get", "radius"], 4], "circle-opacity": 0, "circle-stroke-color": colours["map-region"]!, "circle-stroke-width": 2.6 },
  });
  return [
    { id: "seats", type: "circle", source: "circles", layout: { "circle-sort-key": ["get", "order"] },
      paint: { "circle-radius": ["get", "radius"], "circle-color": ["get", "fill"], "circle-stroke-color": colours["bubble-line"]!, "circle-stroke-width": 1.2 } },
    ring("seats-selected", ["boolean", ["get", "isSelected"], false]),
    ring("current-seat", ["==", ["get", "code"], ""]),
  ];
}

function textLayers(colours: Colours): LayerSpecification[] {
  const text = (id: string, field: string, layout: object, colour: ExpressionSpecification | string, halo: string): LayerSpecification => ({
    id, type: "symbol", source: "circles", filter: ["!=", ["get", field], ""],
    layout: { "text-field": ["get", field], "text-size": 11, "symbol-sort-key": ["get", "order"], ...layout },
    paint: { "text-color": colour, "text-halo-color": halo, "text-halo-width": id === "circle-number" ? 0 : 1.4 },
  });
  return [
    text("circle-number", "number", { "text-font": BOLD, "text-allow-overlap": true, "text-ignore-placement": true },
      ["get", "ink"], colours["bubble"]!),
    // em are 11 px: the label starts under its circle.
    text("circle-label", "label", { "text-font": FONT, "text-optional": true, "text-padding": 1,
      "text-radial-offset": ["/", ["+", ["get", "radius"], 2], 11], "text-variable-anchor": ["top"] },
      colours["ink"]!, colours["map-halo"]!),
    // The row of the list under the pointer or the focus.
    { id: "marked-halo", type: "circle", source: "marked",
      paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": colours["map-halo"]!, "circle-stroke-width": 6 } },
    { id: "marked", type: "circle", source: "marked",
      paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": colours["map-region"]!, "circle-stroke-width": 2.6 } },
  ];
}

/** The whole style for the given data. Without `glyphs`, letters are drawn from the page's own fonts: nothing is fetched.
 *  @param origin of the page: tiles have whole addresses. */
export function mapStyle(data: MapData, shapes: Shapes, colours: Colours, origin = ""): StyleSpecification {
  const hasSeats = data.level === "municipality" && !data.shapes.municipalities;
  const hasTiles = data.level !== "municipality";
  return {
    version: 8,
    sources: {
      context: { type: "geojson", data: shapes.context, attribution: "" },
      regions: { type: "geojson", data: shapes.regions },
      ground: { type: "geojson", data: hasSeats ? shapes.districts : NOTHING },
      areas: { type: "geojson", data: areaFeatures(shapes, data), promoteId: "code" },
      circles: { type: "geojson", data: NOTHING },
      marked: { type: "geojson", data: NOTHING },
      ...(hasTiles ? { tiles: { type: "vector" as const, tiles: [origin + data.tiles], maxzoom: TILES_TO } } : {}),
    },
    layers: [
      ...groundLayers(colours, data.language), ...areaLayers(colours, data), ...(hasTiles ? tileLayers(data, shapes, colours) : []),
      ...(hasSeats ? seatLayers(colours) : []), ...textLayers(colours),
    ],
  };
}
