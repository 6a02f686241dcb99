// What the page hands to the map: everything is decided on the server, the map only draws.

/** One area of the chosen level. `classCode` is a class of the legend ("seq-1" … "div-7") or "unknown". */
export interface MapArea {
  readonly code: string;
  readonly name: string;
  readonly classCode: string;
  readonly isSelected: boolean;
  /** One sentence in the page's language: name, organisations, value. */
  readonly text: string;
  /** The page with this area added to or removed from the filter. */
  readonly href: string;
  /** The seat, of municipalities. */
  readonly lon?: number;
  readonly lat?: number;
}

/** Organisations that are known to stand in one place; `isVague`: known to its municipality or district only. */
export interface MapCircle {
  readonly code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly isVague: boolean;
  readonly organisations: number;
  /** How many places the circle joins at this zoom. */
  readonly places: number;
  readonly classCode: string;
}

export type Level = "region" | "district" | "municipality";
export type Box = readonly [west: number, south: number, east: number, north: number];

export interface MapData {
  readonly level: Level;
  readonly language: "bg" | "en";
  readonly areas: readonly MapArea[];
  /** At the level of municipalities: one circle each, at its seat. Else the circles come as tiles. */
  readonly seats: readonly Omit<MapCircle, "isVague" | "places">[];
  /** Radius in pixels of a circle of one organisation; the area grows with the number. */
  readonly radius: number;
  readonly tiles: string;
  /** The list of a place: takes `place=<code>` at its end. */
  readonly place: string;
  /** The list goes with what the map shows. */
  readonly follow: boolean;
  /** The filter's box. */
  readonly box: Box | null;
  readonly shapes: { readonly districts: string; readonly regions: string; readonly context: string; readonly municipalities?: string };
  readonly words: Readonly<Record<"map" | "keys" | "organisations" | "municipality", string>>;
}

/** Reads the data block of the page. @throws Error when the block is missing: the template and this file disagree. */
export function readMapData(root: ParentNode): MapData {
  const block = root.querySelector<HTMLScriptElement>("script#map-data");
  if (!block?.textContent) throw new Error("map: the page has no #map-data block; see templates/explorer/map_data.html");
  return JSON.parse(block.textContent) as MapData;
}

/** Where the full circle of one organisation has this radius or less, the smallest circles become dots. */
const FULL_SIZE = 2.6;

/** Radius in pixels that every circle has at least. */
export function smallestRadius(scale: number): number {
  return scale < FULL_SIZE ? 2.2 : 3.5;
}

/** Radius in pixels of a circle whose area is proportional to its number of organisations. */
export function circleRadius(organisations: number, scale: number): number {
  return Math.max(scale * Math.sqrt(organisations), smallestRadius(scale));
}

/** A number stands inside its circle where there is room for its digits, else after the name. */
export function hasRoom(circle: MapCircle, scale: number): boolean {
  return circleRadius(circle.organisations, scale) >= Math.max(8.5, String(circle.organisations).length * 3.4 + 2);
}

/** Text under a circle: its name, with how many more places it joins, and the number where the circle has no room. */
export function circleLabel(circle: MapCircle, scale: number): string {
  const name = circle.places > 1 ? `${circle.name} +${circle.places - 1}` : circle.name;
  return !circle.name || hasRoom(circle, scale) ? name : `${name} ${circle.organisations}`;
}

/** Text inside a circle, empty where it has no room. */
export function circleNumber(circle: MapCircle, scale: number): string {
  return hasRoom(circle, scale) ? String(circle.organisations) : "";
}
