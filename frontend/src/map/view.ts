// The drawn map: one MapLibre map that is told new data, never decides any.
import { GeoJSONSource, LngLatBounds, Map as MapLibre, setWorkerUrl, VectorTileSource, type MapGeoJSONFeature, type MapMouseEvent } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Feature, FeatureCollection, Point, Position } from "geojson";
import type { Box, MapCircle, MapData } from "./data.ts";
import { areaFeatures, circleFeatures, classOfDistricts, NOTHING, tileCircle, type Shapes, type TilePoint } from "./features.ts";
import type { Centre } from "./neighbours.ts";
import { hatch, ring, stipple } from "./patterns.ts";
import { areaFilters, CIRCLES, circleColour, circleSize, mapStyle } from "./style.ts";
import { onThemeChange, prefersReducedMotion, readColours } from "./theme.ts";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const BOUNDS = new LngLatBounds([22.35, 41.24], [28.62, 44.22]);
// Room for the pickers above.
const PADDING = { top: 54, right: 16, bottom: 14, left: 34 };
const PIXEL_RATIO_OF_PATTERNS = 2;
const POINTS_FROM = 13; // zoom from which a tile has single points: a circle that joins places no longer parts

export interface MapEvents {
  readonly onArea: (href: string) => void;
  readonly onCircle: (circle: MapCircle) => void;
  /** The pointer is over a circle of this place, or over none. */
  readonly onPlace: (code: string | undefined) => void;
  /** The pointer or the keyboard is at this area, or at none. */
  readonly onCurrent: (code: string | undefined) => void;
  /** The reader moved the map. */
  readonly onMoved: (box: Box) => void;
}

async function load(url: string): Promise<FeatureCollection> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`map: ${url} answered ${answer.status}; build the front end again`);
  return (await answer.json()) as FeatureCollection;
}

/** Shapes of the page, fetched once; those of municipalities only where the reader asked for them. */
export async function loadShapes(urls: MapData["shapes"], known?: Shapes): Promise<Shapes> {
  const municipalities = known?.municipalities ?? (urls.municipalities ? await load(urls.municipalities) : undefined);
  if (known) return { ...known, ...(municipalities ? { municipalities } : {}) };
  const [districts, regions, context] = await Promise.all([load(urls.districts), load(urls.regions), load(urls.context)]);
  return { districts, regions, context, ...(municipalities ? { municipalities } : {}) };
}

export class MapView {
  private readonly map: MapLibre;
  private data: MapData;
  private shapes: Shapes;
  private current: string | undefined;
  private texts = "";
  private readonly container: HTMLElement;

  constructor(container: HTMLElement, data: MapData, shapes: Shapes, events: MapEvents) {
    this.container = container;
    this.data = data;
    this.shapes = shapes;
    this.map = new MapLibre({
      container, style: mapStyle(data, shapes, readColours(container), location.origin), bounds: boundsOf(data) ?? BOUNDS, fitBoundsOptions: { padding: PADDING },
      attributionControl: false, keyboard: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      maxBounds: [[18.5, 39], [32, 46.5]], maxZoom: 16, fadeDuration: prefersReducedMotion() ? 0 : 120,
      cooperativeGestures: false, scrollZoom: true,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.setMissingStyleImageResolver((id) => { this.addPattern(id); });
    // Texts belong to the circles that are on screen: they are known when the tiles are.
    this.map.on("idle", () => { this.drawTexts(); });
    this.listen(events);
    onThemeChange(() => { this.restyle(); });
  }

  /** Resolves when everything is drawn once. */
  async drawn(): Promise<void> {
    await this.map.once("idle");
  }

  /** Other data, after a change of filter. */
  async update(data: MapData): Promise<void> {
    const before = this.data;
    if (data.shapes.municipalities) this.shapes = await loadShapes(data.shapes, this.shapes);
    this.data = data;
    if (data.level !== before.level || Boolean(data.shapes.municipalities) !== Boolean(before.shapes.municipalities)) {
      this.current = undefined;
      this.restyle();
    } else {
      this.updateAreas(before);
      this.updateCircles(before);
    }
    const box = boundsOf(data);
    if (box && !data.follow && String(data.box) !== String(before.box)) this.map.fitBounds(box, this.motion());
  }

  private updateAreas(before: MapData): void {
    const codes = ({ areas }: MapData): string => areas.map((area) => area.code).sort().join();
    if (codes(this.data) === codes(before)) {
      for (const { code, classCode } of this.data.areas) this.map.setFeatureState({ source: "areas", id: code }, { classCode });
    } else {
      this.map.removeFeatureState({ source: "areas" });
      void this.geojson("areas").setData(areaFeatures(this.shapes, this.data));
    }
    for (const [layer, filter] of Object.entries(areaFilters(this.data))) this.map.setFilter(layer, filter);
  }

  private updateCircles(before: MapData): void {
    if (this.data.level === "municipality") { this.drawTexts(); return; }
    const tiles = this.map.getSource("tiles");
    if (tiles instanceof VectorTileSource && this.data.tiles !== before.tiles) tiles.setTiles([location.origin + this.data.tiles]);
    this.map.setPaintProperty("circles", "circle-color", circleColour(this.shapes, this.data, readColours(this.container)));
    this.map.setPaintProperty("circles", "circle-radius", circleSize(this.data));
    this.map.setPaintProperty("circles-municipality", "circle-radius", circleSize(this.data, 2));
  }

  /** Circles that are on screen, from the tiles; those of municipalities from the page. */
  circles(): MapCircle[] {
    if (this.data.level === "municipality") {
      return this.data.shapes.municipalities ? [] : this.data.seats.map((seat) => ({ ...seat, isVague: false, places: 1 }));
    }
    const classes = classOfDistricts(this.shapes, this.data);
    const seen = new Map<string, MapCircle>();
    for (const feature of this.map.queryRenderedFeatures({ layers: CIRCLES })) {
      const circle = this.circleOf(feature, classes);
      seen.set(`${circle.code} ${circle.lon} ${circle.lat}`, circle);
    }
    return [...seen.values()];
  }

  private circleOf(feature: MapGeoJSONFeature, classes = classOfDistricts(this.shapes, this.data)): MapCircle {
    return tileCircle(feature.properties as unknown as TilePoint, (feature.geometry as Point).coordinates, this.data, classes, this.map.getZoom());
  }

  private drawTexts(): void {
    const made = circleFeatures(this.circles(), this.data, readColours(this.container), this.map.getZoom());
    const texts = JSON.stringify(made);
    if (texts === this.texts) return;
    this.texts = texts;
    void this.geojson("circles").setData(made);
  }

  zoom(steps: 1 | -1): void {
    if (steps === 1) this.map.zoomIn(this.motion());
    else this.map.zoomOut(this.motion());
  }

  /** Goes to a part of the country. */
  show([west, south, east, north]: Box): void {
    this.map.fitBounds([[west, south], [east, north]], { ...this.motion(), maxZoom: 14 });
  }

  /** What is on screen, in degrees. */
  box(): Box {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((end) => Math.round(end * 1e4) / 1e4) as unknown as Box;
  }

  /** Rings a point of the map; undefined takes the ring away. */
  mark(at: readonly [number, number] | undefined): void {
    const point: Feature = { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...(at ?? [0, 0])] } };
    void this.geojson("marked").setData(at ? { type: "FeatureCollection", features: [point] } : NOTHING);
  }

  /** Outlines one area as the keyboard's current one and brings it into view; undefined takes the outline away. */
  outline(code: string | undefined): void {
    this.current = code;
    for (const layer of ["current-line", "current-seat"]) {
      if (this.map.getLayer(layer)) this.map.setFilter(layer, ["==", ["get", "code"], code ?? ""]);
    }
    const centre = this.centres().find((one) => one.code === code);
    if (centre && !this.map.getBounds().contains([centre.lon, centre.lat])) {
      this.map.easeTo({ center: [centre.lon, centre.lat], ...this.motion() });
    }
  }

  /** Middles of the drawn areas, or seats. */
  centres(): Centre[] {
    const drawn = areaFeatures(this.shapes, this.data).features;
    if (drawn.length) return drawn.map((feature) => ({ code: String(feature.id), ...middle(feature) }));
    return this.data.areas.flatMap(({ code, lon, lat }) => (lon === undefined || lat === undefined ? [] : [{ code, lon, lat }]));
  }

  private motion(): { duration: number } {
    return { duration: prefersReducedMotion() ? 0 : 220 };
  }

  private geojson(name: string): GeoJSONSource {
    const source = this.map.getSource(name);
    if (!(source instanceof GeoJSONSource)) throw new Error(`map: source ${name} is missing from the style`);
    return source;
  }

  private restyle(): void {
    this.texts = "";
    this.map.setStyle(mapStyle(this.data, this.shapes, readColours(this.container), location.origin), { diff: false });
    this.outline(this.current);
  }

  private addPattern(id: string): void {
    const colours = readColours(this.container);
    const painter = { hatch, stipple, ring }[id];
    if (painter) this.map.addImage(id, painter(colours), { pixelRatio: PIXEL_RATIO_OF_PATTERNS });
  }

  private listen(events: MapEvents): void {
    this.map.on("click", (event) => { this.clicked(event, events); });
    this.map.on("mousemove", (event) => {
      const hit = this.at(event);
      this.map.getCanvas().style.cursor = hit ? "pointer" : "";
      const code = hit ? String(hit.properties["code"]) : undefined;
      const isCircle = hit !== undefined && CIRCLES.includes(hit.layer.id);
      events.onPlace(isCircle ? code : undefined);
      events.onCurrent(isCircle ? undefined : code);
    });
    this.map.on("mouseout", () => { events.onPlace(undefined); events.onCurrent(undefined); });
    this.map.on("moveend", (event) => {
      // Of a resize and of our own moves nobody is told: the list follows the reader, not the page.
      if ((event as { originalEvent?: unknown }).originalEvent || this.isOwnMove) events.onMoved(this.box());
      this.isOwnMove = false;
    });
  }

  /** Set by buttons and keys, whose moves are the reader's although no event of the map says so. */
  isOwnMove = false;

  private at(event: MapMouseEvent): MapGeoJSONFeature | undefined {
    const layers = [...CIRCLES, "seats", "areas", "areas-unknown"].filter((layer) => this.map.getLayer(layer));
    return this.map.queryRenderedFeatures(event.point, { layers })[0];
  }

  private clicked(event: MapMouseEvent, { onArea, onCircle }: MapEvents): void {
    const hit = this.at(event);
    if (!hit) return;
    if (CIRCLES.includes(hit.layer.id)) {
      const circle = this.circleOf(hit);
      if (circle.places === 1 || this.map.getZoom() >= POINTS_FROM) { onCircle(circle); return; }
      this.isOwnMove = true;
      this.map.easeTo({ center: [circle.lon, circle.lat], zoom: Math.min(this.map.getZoom() + 2, POINTS_FROM), ...this.motion() });
      return;
    }
    const area = this.data.areas.find((one) => one.code === hit.properties["code"]);
    if (area) onArea(area.href);
  }
}

/** The filter's box, where it is larger than a point. */
function boundsOf({ box }: MapData): LngLatBounds | undefined {
  if (!box || box[2] - box[0] < 0.01) return undefined;
  return new LngLatBounds([box[0], box[1]], [box[2], box[3]]);
}

/** Middle of a shape's box: good enough to tell which way a neighbour lies. */
function middle(feature: Feature): { lon: number; lat: number } {
  const bounds = new LngLatBounds();
  const extend = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") bounds.extend(part as Position as [number, number]);
    else part.forEach(extend);
  };
  if (feature.geometry.type !== "GeometryCollection") extend(feature.geometry.coordinates);
  const { lng, lat } = bounds.getCenter();
  return { lon: lng, lat };
}
