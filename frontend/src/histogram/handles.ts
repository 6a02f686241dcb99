// Two handles that a keyboard can move: arrows one class, Shift and arrow to the end.

export type End = "min" | "max";

/** Edge to which a key moves a handle; undefined for other keys.
 *  @param edges number of edges, so the last one is `edges - 1`; the handles never meet. */
export function movedEdge(key: string, isShifted: boolean, end: End, at: number, other: number, edges: number): number | undefined {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key];
  const [low, high] = end === "min" ? [0, other - 1] : [other + 1, edges - 1];
  if (key === "Home") return low;
  if (key === "End") return high;
  if (direction === undefined) return undefined;
  if (isShifted) return direction < 0 ? low : high;
  return Math.max(low, Math.min(high, at + direction));
}
