// Places of values on a histogram whose bins are drawn equally wide, whatever they span.
import { scaleLinear, type ScaleLinear } from "d3-scale";

/** One bin as the server drew it: limits as the inputs take them, both inside the bin; null ends are open. */
export interface Bin { readonly min: number | null; readonly max: number | null }

export interface BinScale {
  readonly bins: readonly Bin[];
  /** Number of edges between and around the bins. */
  readonly edges: number;
  /** Pixel of a value; open ends and everything beyond the outer edges stand at the border. */
  x(value: number | null, end: "min" | "max"): number;
  /** Edge nearest to a pixel, 0 at the left border. */
  edgeAt(pixel: number): number;
}

/** Scale over `width` pixels. @throws RangeError without bins. */
export function binScale(bins: readonly Bin[], width: number): BinScale {
  if (bins.length === 0) throw new RangeError("histogram: no bins; leave the brush out");
  const step = width / bins.length;
  const starts = [...bins.map((bin) => bin.min), bins.at(-1)!.max];
  const inside = starts.map((edge, i) => ({ edge, x: i * step })).filter((one): one is { edge: number; x: number } => one.edge !== null);
  const scale: ScaleLinear<number, number> = scaleLinear(inside.map((one) => one.edge), inside.map((one) => one.x)).clamp(true);
  const first = inside[0]?.edge ?? 0;
  const last = inside.at(-1)?.edge ?? 0;
  return {
    bins,
    edges: bins.length + 1,
    x(value, end) {
      if (value === null) return end === "min" ? 0 : width;
      const exact = end === "max" ? bins.findIndex((bin) => bin.max === value) : -1;
      if (exact >= 0) return (exact + 1) * step;
      if (value > last && starts.at(-1) === null) return width - step / 2;
      if (value < first && starts[0] === null) return step / 2;
      return inside.length > 1 ? scale(value) : inside[0]?.x ?? 0;
    },
    edgeAt: (pixel) => Math.max(0, Math.min(bins.length, Math.round(pixel / step))),
  };
}

/** What the number inputs take when the brush spans the bins between two edges; "" at a border means no limit. */
export function rangeOf({ bins }: BinScale, fromEdge: number, toEdge: number): { min: string; max: string } {
  const low = fromEdge === 0 ? null : bins[fromEdge]?.min ?? null;
  const high = toEdge === bins.length ? null : bins[toEdge - 1]?.max ?? null;
  return { min: low === null ? "" : String(low), max: high === null ? "" : String(high) };
}
