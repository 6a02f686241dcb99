// Starts the map in its box. Imported only when the box is on screen, so that the list never waits for it.
import { readMapData, type MapData } from "./data.ts";
import { mapAction, type MapAction } from "./keys.ts";
import { neighbour, westToEast } from "./neighbours.ts";
import { loadShapes, MapView, type MapEvents } from "./view.ts";

/** A running map: takes new data after each change of filter. */
export interface RunningMap { update(): void }

/** Draws the map into `box` over the server-drawn one and makes it work with mouse, touch and keyboard.
 *  Rejects when shapes or WebGL are missing; the server-drawn map then stays. */
export async function startMap(box: HTMLElement, events: MapEvents): Promise<RunningMap> {
  let data = readMapData(document);
  const canvas = box.querySelector<HTMLElement>(".map-canvas");
  if (!canvas) throw new Error("map: the map box has no .map-canvas; see templates/explorer/map_area.html");
  const shapes = await loadShapes(data.shapes);
  const view = new MapView(canvas, data, shapes, events);
  await view.drawn();
  box.classList.add("is-drawn");
  bindZoom(box, view);
  const keyboard = bindKeyboard(canvas, box.querySelector<HTMLElement>(".map-live"), view, () => data, events);
  return {
    update() {
      data = readMapData(document);
      view.update(data);
      keyboard.refresh();
    },
  };
}

function bindZoom(box: HTMLElement, view: MapView): void {
  box.querySelector("[data-zoom=in]")?.addEventListener("click", () => { view.zoom(1); });
  box.querySelector("[data-zoom=out]")?.addEventListener("click", () => { view.zoom(-1); });
  for (const button of box.querySelectorAll<HTMLButtonElement>("[data-zoom]")) button.hidden = false;
}

/** The map is one tab stop; inside it arrows walk from district to district and a live region says which one it is. */
function bindKeyboard(canvas: HTMLElement, live: HTMLElement | null, view: MapView, data: () => MapData, events: MapEvents): { refresh(): void } {
  let current: string | undefined;
  const say = (code: string | undefined): void => {
    current = code;
    view.outline(code);
    if (live) live.textContent = data().areas.find((area) => area.code === code)?.text ?? "";
  };
  const act = (action: MapAction): void => {
    if (action.kind === "zoomIn") view.zoom(1);
    else if (action.kind === "zoomOut") view.zoom(-1);
    else if (action.kind === "leave") { say(undefined); document.querySelector<HTMLElement>("#map-legend")?.focus(); }
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
  canvas.addEventListener("blur", () => { view.outline(undefined); });
  return { refresh: () => { if (document.activeElement === canvas) say(current); } };
}
