// Starts the map in its box. Imported only when the box is on screen, so that the list never waits for it.
import { readMapData, type Box, type MapCircle, type MapData } from "./data.ts";
import { mapAction, type MapAction } from "./keys.ts";
import { neighbour, westToEast } from "./neighbours.ts";
import { loadShapes, MapView, type MapEvents } from "./view.ts";

/** A running map: takes new data after each change of filter. */
export interface RunningMap {
  update(): void;
  /** Rings the point of a row of the list. */
  mark(at: readonly [number, number] | undefined): void;
  show(box: Box): void;
  box(): Box;
}

/** Draws the map into `box` over the server-drawn one and makes it work with mouse, touch and keyboard.
 *  Rejects when shapes or WebGL are missing; the server-drawn map then stays. */
export async function startMap(box: HTMLElement, events: MapEvents): Promise<RunningMap> {
  let data = readMapData(document);
  const canvas = box.querySelector<HTMLElement>(".map-canvas");
  if (!canvas) throw new Error("map: the map box has no .map-canvas; see templates/explorer/map.html");
  const view = new MapView(canvas, data, await loadShapes(data.shapes), events);
  await view.drawn();
  box.classList.add("is-drawn");
  bindZoom(box, view);
  const keyboard = bindKeyboard(canvas, box.querySelector<HTMLElement>(".map-live"), view, () => data, events);
  return {
    update() {
      data = readMapData(document);
      void view.update(data).then(() => { keyboard.refresh(); });
    },
    mark(at) { view.mark(at); },
    show(part) { view.isOwnMove = true; view.show(part); },
    box: () => view.box(),
  };
}

/** Where the list behind a circle is, and its title. */
export function placeOf(circle: MapCircle): [href: string, title: string] {
  const { place, words } = readMapData(document);
  const vague = circle.isVague ? ` (${words.municipality})` : "";
  const name = circle.name ? `${circle.name}: ` : "";
  return [`${place}${place.endsWith("?") ? "" : "&"}place=${encodeURIComponent(circle.code)}`, `${name}${circle.organisations} ${words.organisations}${vague}`];
}

function bindZoom(box: HTMLElement, view: MapView): void {
  const zoom = (steps: 1 | -1) => () => { view.isOwnMove = true; view.zoom(steps); };
  box.querySelector("[data-zoom=in]")?.addEventListener("click", zoom(1));
  box.querySelector("[data-zoom=out]")?.addEventListener("click", zoom(-1));
  for (const button of box.querySelectorAll<HTMLButtonElement>("[data-zoom]")) button.hidden = false;
}

/** The map is one tab stop; inside it arrows walk from area to area and a live region says which one it is. */
function bindKeyboard(canvas: HTMLElement, live: HTMLElement | null, view: MapView, data: () => MapData, events: MapEvents): { refresh(): void } {
  let current: string | undefined;
  const say = (code: string | undefined): void => {
    current = code;
    view.outline(code);
    events.onCurrent(code);
    if (live) live.textContent = data().areas.find((area) => area.code === code)?.text ?? "";
  };
  const act = (action: MapAction): void => {
    if (action.kind === "zoomIn" || action.kind === "zoomOut") {
      view.isOwnMove = true;
      view.zoom(action.kind === "zoomIn" ? 1 : -1);
    } else if (action.kind === "leave") { say(undefined); document.querySelector<HTMLElement>("#map-legend")?.focus(); }
    else if (action.kind === "move") say(current ? neighbour(view.centres(), current, action.direction) ?? current : westToEast(view.centres())[0]);
    else {
      const area = data().areas.find(({ code }) => code === current);
      if (area) events.onArea(area.href);
    }
  };
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${data().words.map}. ${data().words.keys}`);
  canvas.addEventListener("keydown", (event) => {
    const action = mapAction(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    act(action);
  });
  canvas.addEventListener("focus", () => { if (!current && canvas.matches(":focus-visible")) say(data().areas.find((area) => area.isSelected)?.code ?? westToEast(view.centres())[0]); });
  canvas.addEventListener("blur", () => { view.outline(undefined); events.onCurrent(undefined); });
  return {
    refresh() {
      if (!view.centres().some(({ code }) => code === current)) current = undefined;
      if (document.activeElement === canvas) say(current);
    },
  };
}
