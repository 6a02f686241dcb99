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
}

/** Organisations that are known to stand in one settlement, or only in one municipality. */
export interface MapCircle {
  readonly code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly isMunicipality: boolean;
  readonly organisations: number;
  readonly classCode: string;
  readonly text: string;
  /** The list of these organisations. */
  readonly href: string;
}

export interface MapData {
  readonly level: "district" | "region";
  readonly language: "bg" | "en";
  readonly areas: readonly MapArea[];
  readonly circles: readonly MapCircle[];
  readonly shapes: { readonly districts: string; readonly regions: string; readonly context: string };
  readonly words: Readonly<Record<"map" | "loading" | "failed" | "keys", string>>;
}

/** Reads the data block of the page. @throws Error when the block is missing: the template and this file disagree. */
export function readMapData(root: ParentNode): MapData {
  const block = root.querySelector<HTMLScriptElement>("script#map-data");
  if (!block?.textContent) throw new Error("map: the page has no #map-data block; see templates/explorer/map_area.html");
  return JSON.parse(block.textContent) as MapData;
}

/** Radius in pixels of a circle whose area is proportional to its number of organisations. */
export function circleRadius(organisations: number): number {
  return 2.6 * Math.sqrt(organisations);
}

/** A number stands inside its circle from this radius on, else after the name. */
export const ROOM_FOR_NUMBER = 8.5;

/** Text under a circle: its name, with the number where the circle has no room for it. */
export function circleLabel(circle: MapCircle): string {
  return circleRadius(circle.organisations) >= ROOM_FOR_NUMBER ? circle.name : `${circle.name} ${circle.organisations}`;
}

/** Text inside a circle, empty where it has no room. */
export function circleNumber(circle: MapCircle): string {
  return circleRadius(circle.organisations) >= ROOM_FOR_NUMBER ? String(circle.organisations) : "";
}
