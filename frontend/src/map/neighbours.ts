// Which district lies next in the direction of an arrow key.

export interface Centre { readonly code: string; readonly lon: number; readonly lat: number }
export type Direction = "left" | "right" | "up" | "down";

/** Code of the nearest centre within 60° of the direction, measured with distance and angle; undefined at the edge.
 *  @param from code of the district that is current. */
export function neighbour(centres: readonly Centre[], from: string, direction: Direction): string | undefined {
  const origin = centres.find(({ code }) => code === from);
  if (!origin) return undefined;
  let best: { code: string; cost: number } | undefined;
  for (const centre of centres) {
    if (centre.code === from) continue;
    const cost = costOf(origin, centre, direction);
    if (cost !== undefined && (!best || cost < best.cost)) best = { code: centre.code, cost };
  }
  return best?.code;
}

function costOf(a: Centre, b: Centre, direction: Direction): number | undefined {
  const east = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  const north = b.lat - a.lat;
  const [along, across] = {
    right: [east, north], left: [-east, north], up: [north, east], down: [-north, east],
  }[direction] as [number, number];
  const angle = Math.atan2(Math.abs(across), along);
  return angle > Math.PI / 3 ? undefined : Math.hypot(along, across) * (1 + 2 * angle);
}

/** Codes from west to east, the order in which the keyboard meets them. */
export function westToEast(centres: readonly Centre[]): string[] {
  return [...centres].sort((a, b) => a.lon - b.lon || b.lat - a.lat).map(({ code }) => code);
}
