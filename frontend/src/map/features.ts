// The page's data and the tiles' points as GeoJSON for the map's sources. Pure, so that a test can read it.
import type { Feature, FeatureCollection, Point } from "geojson";
import { circleLabel, circleNumber, circleRadius, type MapCircle, type MapData } from "./data.ts";
import { coveredLabels } from "./labels.ts";
import { inkOn, type Colours } from "./theme.ts";

export interface Shapes {
  readonly districts: FeatureCollection;
  readonly regions: FeatureCollection;
  readonly context: FeatureCollection;
  readonly municipalities?: FeatureCollection;
}

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
/** More names than these nobody can read at once. */
const MOST_LABELS = 140;

/** Shapes of the chosen level; none for municipalities, unless the reader asked for the indicative ones. */
export function shapesOf(shapes: Shapes, data: MapData): FeatureCollection {
  if (data.level === "municipality") return data.shapes.municipalities ? shapes.municipalities ?? NOTHING : NOTHING;
  return data.level === "district" ? shapes.districts : shapes.regions;
}

/** Shapes of the chosen level, each with its class, joined by code. Shapes without an area of ours are left out. */
export function areaFeatures(shapes: Shapes, data: MapData): FeatureCollection {
  const areas = new Map(data.areas.map((area) => [area.code, area]));
  return {
    type: "FeatureCollection",
    features: shapesOf(shapes, data).features.flatMap((shape) => {
      const code = String(shape.properties?.[`${data.level}_code`]);
      const area = areas.get(code);
      if (!area) return [];
      return [{ ...shape, id: code, properties: { code, classCode: area.classCode } }];
    }),
  };
}

/** Circles as points, largest first in drawing order so that a small one is never covered, with their texts. */
export function circleFeatures(circles: readonly MapCircle[], data: MapData, colours: Colours, zoom: number): FeatureCollection<Point> {
  const scale = data.radius;
  const ordered = [...circles].sort((a, b) => b.organisations - a.organisations).slice(0, data.level === "municipality" ? undefined : MOST_LABELS);
  const covered = coveredLabels(ordered, zoom, scale);
  const selected = new Set(data.areas.filter((area) => area.isSelected).map((area) => area.code));
  return {
    type: "FeatureCollection",
    features: ordered.map((circle, order): Feature<Point> => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [circle.lon, circle.lat] },
      properties: {
        code: circle.code, order, radius: circleRadius(circle.organisations, scale),
        label: covered.has(circle.code) ? "" : circleLabel(circle, scale), number: circleNumber(circle, scale),
        fill: fillOf(circle.classCode, colours), ink: inkOn(circle.classCode, colours), isSelected: selected.has(circle.code),
      },
    })),
  };
}

/** Colour of a circle; without a figure it is as the ground of value states, its number stays readable. */
export function fillOf(classCode: string, colours: Colours): string {
  return colours[classCode] ?? colours["bubble"]!;
}

/** District code → class of its area: a district's own, or its region's. */
export function classOfDistricts(shapes: Shapes, data: MapData): Map<string, string> {
  const classes = new Map(data.areas.map((area) => [area.code, area.classCode]));
  if (data.level === "district") return classes;
  return new Map(shapes.districts.features.map(({ properties }) => [
    String(properties?.["district_code"]), classes.get(String(properties?.["region_code"])) ?? "unknown",
  ]));
}

/** What one point of a tile says (src/karta/explore/tiles.py); null where the tile leaves it out. */
export interface TilePoint {
  readonly n: number;
  readonly code: string;
  readonly places: number;
  readonly district?: string;
  readonly vague: number;
  readonly org_id?: string;
  readonly name_bg?: string;
  readonly name_en?: string;
  readonly place_bg?: string;
  readonly place_en?: string;
}

/** A tile's point as a circle of the map. From `nameZoom` on a single organisation bears its own name. */
export function tileCircle(point: TilePoint, at: readonly number[], data: MapData, classes: ReadonlyMap<string, string>, zoom: number, nameZoom = 12): MapCircle {
  const place = (data.language === "bg" ? point.place_bg : point.place_en) ?? "";
  const own = (data.language === "bg" ? point.name_bg ?? point.name_en : point.name_en ?? point.name_bg) ?? "";
  return {
    code: point.code, name: point.n === 1 && zoom >= nameZoom && own ? own : place, lon: at[0] ?? 0, lat: at[1] ?? 0,
    isVague: point.vague === 1, organisations: point.n, places: point.places,
    classCode: classes.get(point.district ?? "") ?? "unknown",
  };
}
