// Keys inside the map (docs: the "?" panel of the page lists them).
import type { Direction } from "./neighbours.ts";

export type MapAction =
  | { readonly kind: "move"; readonly direction: Direction }
  | { readonly kind: "filter" | "zoomIn" | "zoomOut" | "leave" };

const ACTIONS: Readonly<Record<string, MapAction>> = {
  ArrowLeft: { kind: "move", direction: "left" },
  ArrowRight: { kind: "move", direction: "right" },
  ArrowUp: { kind: "move", direction: "up" },
  ArrowDown: { kind: "move", direction: "down" },
  Enter: { kind: "filter" },
  "+": { kind: "zoomIn" },
  "=": { kind: "zoomIn" },
  "-": { kind: "zoomOut" },
  Escape: { kind: "leave" },
};

/** What a key does in the map; undefined for keys that belong to the page or the browser. */
export function mapAction(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): MapAction | undefined {
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : ACTIONS[event.key];
}
