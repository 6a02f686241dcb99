// The map draws with the page's own tokens; it re-reads them when the theme changes.

export type Colours = Readonly<Record<string, string>>;

const TOKENS = [
  "sea", "sea-ink", "land", "land-line", "land-ink", "map-line", "map-region", "map-halo",
  "bubble", "bubble-line", "bubble-ink", "hatch", "stipple", "state-bg", "ink",
  ...[1, 2, 3, 4, 5, 6].flatMap((i) => [`seq-${i}`, `seq-ink-${i}`]),
  ...[1, 2, 3, 4, 5, 6, 7].map((i) => `div-${i}`),
];

/** Values of the tokens that the map uses, keyed by their name without dashes in front. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  return Object.fromEntries(TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
}

/** Calls back when the reader's system or the page's `data-theme` changes. Returns the function that stops it. */
export function onThemeChange(callback: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(callback);
  system.addEventListener("change", callback);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", callback);
    observer.disconnect();
  };
}

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Ink that is readable on a class of the scales. */
export function inkOn(classCode: string, colours: Colours): string {
  const sequential = /^seq-(\d)$/.exec(classCode);
  if (sequential) return colours[`seq-ink-${sequential[1]!}`] ?? colours["ink"]!;
  // The ends of the diverging scale are as dark as the last sequential class, the rest as light as the first.
  if (/^div-[17]$/.test(classCode)) return colours["seq-ink-6"]!;
  if (/^div-/.test(classCode)) return colours["seq-ink-1"]!;
  return colours["bubble-ink"]!;
}
