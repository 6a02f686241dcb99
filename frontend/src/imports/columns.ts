/** Whether what a column holds (the value of its select) has a unit, a year and a decimal sign. */
export function isFigure(chosen: string): boolean {
  return chosen.startsWith("figure:") || chosen === "value";
}
