// Places of values on a histogram whose bins are drawn equally wide, whatever they span.
import { scaleLinear, type ScaleLinear } from "d3-scale";

/** One bin as the server drew it; null ends are open. Neighbours share an edge. */
export interface Bin { readonly min: number | null; readonly max: number | null }

export interface BinScale {
  /** Edges between bins, from left to right; the outer ones are open ends. */
  readonly edges: readonly (number | null)[];
  /** Pixel of a value; open ends and everything beyond the outer edges stand at the border. */
  x(value: number | null, end: "min" | "max"): number;
  /** Edge nearest to a pixel; null for the outer ones when they are open or mean "no limit". */
  edgeAt(pixel: number): number;
}

/** Scale over `width` pixels. @throws RangeError without bins. */
export function binScale(bins: readonly Bin[], width: number): BinScale {
  if (bins.length === 0) throw new RangeError("histogram: no bins; leave the brush out");
  const step = width / bins.length;
  const edges = [bins[0]!.min, ...bins.map((bin, i) => bins[i + 1]?.min ?? bin.max)];
  const inside = edges.map((edge, i) => ({ edge, x: i * step })).filter((one): one is { edge: number; x: number } => one.edge !== null);
  const scale: ScaleLinear<number, number> = scaleLinear(inside.map((one) => one.edge), inside.map((one) => one.x)).clamp(true);
  const first = inside[0]?.edge ?? 0;
  const last = inside.at(-1)?.edge ?? 0;
  return {
    edges,
    x(value, end) {
      if (value === null) return end === "min" ? 0 : width;
      if (value > last && edges.at(-1) === null) return width - step / 2;
      if (value < first && edges[0] === null) return step / 2;
      return inside.length > 1 ? scale(value) : inside[0]?.x ?? 0;
    },
    edgeAt: (pixel) => Math.max(0, Math.min(bins.length, Math.round(pixel / step))),
  };
}

/** Values that the number inputs take when the brush spans the bins between two edges; "" means no limit.
 *  Whole numbers with both ends included: an upper edge that starts the next bin is one less. */
export function rangeOf(scale: BinScale, fromEdge: number, toEdge: number, isWhole: boolean): { min: string; max: string } {
  const lastEdge = scale.edges.length - 1;
  const low = fromEdge === 0 ? null : scale.edges[fromEdge] ?? null;
  const high = toEdge === lastEdge ? null : scale.edges[toEdge] ?? null;
  return { min: low === null ? "" : String(low), max: high === null ? "" : String(isWhole ? high - 1 : high) };
}
