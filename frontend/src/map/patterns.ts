// What is no plain colour: stipple for unknown, hatch for confidential, the dashed ring of a place known only to its
// municipality. Drawn at double size for sharp screens.
import type { Colours } from "./theme.ts";

const SIZE = 12;

type Painter = (context: CanvasRenderingContext2D) => void;

function paint(background: string | null, painter: Painter, size = SIZE): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("map: this browser gives no 2D canvas, so unknown areas cannot be stippled");
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, size, size);
  }
  painter(context);
  return context.getImageData(0, 0, size, size);
}

/** Dots on the ground of value states. */
export function stipple(colours: Colours): ImageData {
  return paint(colours["state-bg"]!, (context) => {
    context.fillStyle = colours["stipple"]!;
    for (const [x, y] of [[3, 3], [9, 9]] as const) {
      context.beginPath();
      context.arc(x, y, 1.9, 0, 2 * Math.PI);
      context.fill();
    }
  });
}

/** Diagonal lines on the ground of value states. */
export function hatch(colours: Colours): ImageData {
  return paint(colours["state-bg"]!, (context) => {
    context.strokeStyle = colours["hatch"]!;
    context.lineWidth = 2.4;
    for (const start of [-SIZE, 0, SIZE]) {
      context.beginPath();
      context.moveTo(start, SIZE);
      context.lineTo(start + SIZE, 0);
      context.stroke();
    }
  });
}

/** Radius of the ring in its picture, in pixels of the map. */
export const RING_RADIUS = 14;

/** A dashed circle line, as in the legend. */
export function ring(colours: Colours): ImageData {
  const size = 4 * RING_RADIUS + 8;
  return paint(null, (context) => {
    context.strokeStyle = colours["bubble-line"]!;
    context.lineWidth = 4;
    context.setLineDash([10, 7]);
    context.beginPath();
    context.arc(size / 2, size / 2, 2 * RING_RADIUS, 0, 2 * Math.PI);
    context.stroke();
  }, size);
}
