// The drawn map: one MapLibre map that is told new data, never decides any.
import { GeoJSONSource, LngLatBounds, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Feature, FeatureCollection, Position } from "geojson";
import type { MapCircle, MapData } from "./data.ts";
import type { Centre } from "./neighbours.ts";
import { hatch, ring, stipple } from "./patterns.ts";
import { areaFeatures, circleFeatures, mapStyle, type Shapes } from "./style.ts";
import { onThemeChange, prefersReducedMotion, readColours } from "./theme.ts";

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const BOUNDS = new LngLatBounds([22.35, 41.24], [28.62, 44.22]);
// Room for the pickers above.
const PADDING = { top: 54, right: 16, bottom: 14, left: 34 };
const PIXEL_RATIO_OF_PATTERNS = 2;

export interface MapEvents {
  readonly onArea: (href: string) => void;
  readonly onCircle: (circle: MapCircle) => void;
}

async function load(url: string): Promise<FeatureCollection> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`map: ${url} answered ${answer.status}; build the front end again`);
  return (await answer.json()) as FeatureCollection;
}

/** Shapes of the page, fetched once. */
export async function loadShapes(urls: MapData["shapes"]): Promise<Shapes> {
  const [districts, regions, context] = await Promise.all([load(urls.districts), load(urls.regions), load(urls.context)]);
  return { districts, regions, context };
}

export class MapView {
  private readonly map: MapLibre;
  private data: MapData;
  private current: string | undefined;
  private readonly container: HTMLElement;
  private readonly shapes: Shapes;

  constructor(container: HTMLElement, data: MapData, shapes: Shapes, events: MapEvents) {
    this.container = container;
    this.data = data;
    this.shapes = shapes;
    this.map = new MapLibre({
      container, style: mapStyle(data, shapes, readColours(container)), bounds: BOUNDS, fitBoundsOptions: { padding: PADDING },
      attributionControl: false, keyboard: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      maxBounds: [[18.5, 39], [32, 46.5]], maxZoom: 13, fadeDuration: prefersReducedMotion() ? 0 : 120,
      cooperativeGestures: false, scrollZoom: true,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.setMissingStyleImageResolver((id) => { this.addPattern(id); });
    void this.map.once("load", () => { this.drawCircles(); });
    this.map.on("zoomend", () => { this.drawCircles(); });
    this.listen(events);
    onThemeChange(() => { this.restyle(); });
  }

  /** Resolves when everything is drawn once. */
  async drawn(): Promise<void> {
    await this.map.once("idle");
  }

  /** Other data for the same shapes, after a change of filter. */
  update(data: MapData): void {
    const levelChanged = data.level !== this.data.level;
    this.data = data;
    if (levelChanged) { this.current = undefined; this.restyle(); return; }
    const shapes = data.level === "district" ? this.shapes.districts : this.shapes.regions;
    void this.source("areas").setData(areaFeatures(shapes, data));
    this.drawCircles();
  }

  private drawCircles(): void {
    void this.source("circles").setData(circleFeatures(this.data, readColours(this.container), this.map.getZoom()));
  }

  zoom(steps: 1 | -1): void {
    const options = prefersReducedMotion() ? { duration: 0 } : { duration: 220 };
    if (steps === 1) this.map.zoomIn(options);
    else this.map.zoomOut(options);
  }

  /** Outlines one area as the keyboard's current one and brings it into view; undefined takes the outline away. */
  outline(code: string | undefined): void {
    this.current = code;
    if (this.map.getLayer("current-line")) this.map.setFilter("current-line", ["==", ["get", "code"], code ?? ""]);
    const centre = this.centres().find((one) => one.code === code);
    if (centre && !this.map.getBounds().contains([centre.lon, centre.lat])) {
      this.map.easeTo({ center: [centre.lon, centre.lat], duration: prefersReducedMotion() ? 0 : 220 });
    }
  }

  /** Middles of the drawn areas. */
  centres(): Centre[] {
    const shapes = this.data.level === "district" ? this.shapes.districts : this.shapes.regions;
    return areaFeatures(shapes, this.data).features.map((feature) => ({ code: String(feature.id), ...middle(feature) }));
  }

  private source(name: string): GeoJSONSource {
    const source = this.map.getSource(name);
    if (!(source instanceof GeoJSONSource)) throw new Error(`map: source ${name} is missing from the style`);
    return source;
  }

  private restyle(): void {
    this.map.setStyle(mapStyle(this.data, this.shapes, readColours(this.container), this.map.getZoom()), { diff: false });
    this.outline(this.current);
  }

  private addPattern(id: string): void {
    const colours = readColours(this.container);
    const painter = { hatch, stipple, ring }[id];
    if (painter) this.map.addImage(id, painter(colours), { pixelRatio: PIXEL_RATIO_OF_PATTERNS });
  }

  private listen({ onArea, onCircle }: MapEvents): void {
    const circles = ["circles", "circles-municipality"];
    this.map.on("click", (event) => {
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [...circles, "areas", "areas-unknown"] });
      if (!hit) return;
      const code: unknown = hit.properties["code"];
      if (circles.includes(hit.layer.id)) {
        const circle = this.data.circles.find((one) => one.code === code);
        if (circle) onCircle(circle);
      } else {
        const area = this.data.areas.find((one) => one.code === code);
        if (area) onArea(area.href);
      }
    });
    for (const layer of [...circles, "areas"]) {
      this.map.on("mouseenter", layer, () => { this.map.getCanvas().style.cursor = "pointer"; });
      this.map.on("mouseleave", layer, () => { this.map.getCanvas().style.cursor = ""; });
    }
  }
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
