// The two fills that are not colours: stipple for unknown, hatch for confidential. Drawn at double size for sharp screens.
import type { Colours } from "./theme.ts";

const SIZE = 12;

type Painter = (context: CanvasRenderingContext2D) => void;

function paint(background: string, painter: Painter): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("map: this browser gives no 2D canvas, so unknown areas cannot be stippled");
  context.fillStyle = background;
  context.fillRect(0, 0, SIZE, SIZE);
  painter(context);
  return context.getImageData(0, 0, SIZE, SIZE);
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
