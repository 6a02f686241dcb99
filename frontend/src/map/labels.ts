// Which labels would lie on a larger circle: the live map keeps labels apart from each other, not from circles.
import { circleLabel, circleRadius, type MapCircle } from "./data.ts";

const LETTER = 6.1;
const LINE = 14;

/** Codes whose label, under its circle, would touch a larger circle at this zoom.
 *  @param circles largest first.
 *  @param scale radius in pixels of a circle of one organisation. */
export function coveredLabels(circles: readonly MapCircle[], zoom: number, scale: number): Set<string> {
  const world = 512 * 2 ** zoom;
  const placed = circles.map((circle) => ({
    ...pixel(circle, world), radius: circleRadius(circle.organisations, scale), text: circleLabel(circle, scale), code: circle.code,
  }));
  return new Set(placed.filter((one, i) => placed.slice(0, i).some((larger) => touches(one, larger))).map(({ code }) => code));
}

interface Placed { readonly x: number; readonly y: number; readonly radius: number; readonly text: string }

function touches(one: Placed, larger: Placed): boolean {
  const half = (one.text.length * LETTER) / 2;
  const dx = Math.max(Math.abs(one.x - larger.x) - half, 0);
  const top = one.y + one.radius;
  const dy = Math.max(top - larger.y, larger.y - (top + LINE), 0);
  return Math.hypot(dx, dy) < larger.radius;
}

function pixel({ lon, lat }: MapCircle, world: number): { x: number; y: number } {
  const mercator = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return { x: ((lon + 180) / 360) * world, y: (0.5 - mercator / (2 * Math.PI)) * world };
}
