// The explorer page. Everything works without this file; it adds the drawn map, the brushes and changes without reload.
import "../styles/explorer.css";
import type { addBrushes as AddBrushes } from "../histogram/brush.ts";
import type { RunningMap } from "../map/index.ts";
import type { Box } from "../map/data.ts";
import { bindActions } from "./actions.ts";
import { fetchDrawing, fetchValues, leaveMapOut, renewDrawing } from "./drawn.ts";
import { bindFollow, showFollow } from "./follow.ts";
import { putInPlace } from "./parts.ts";
import { openPlace } from "./places.ts";
import { bindRows, markRows } from "./rows.ts";
import { bindShortcuts } from "./shortcuts.ts";
import { bindForm, bindLinks, follow, onSwap } from "./swap.ts";

let running: RunningMap | undefined;

/** Tells the page's list what the map shows, once there is a map. */
const moved = bindFollow(document, () => running?.box() ?? []);

async function startMap(box: HTMLElement): Promise<void> {
  const { startMap: start, placeOf } = await import("../map/index.ts");
  const dialog = document.querySelector<HTMLDialogElement>("#place-dialog");
  running = await start(box, {
    onArea: follow,
    onCircle: (circle) => { if (dialog) void openPlace(dialog, ...placeOf(circle)); },
    onPlace: (code) => { markRows(document, code, undefined); },
    onCurrent: (code) => { if (code) markRows(document, undefined, code); },
    onMoved: moved,
  });
  showFollow(document);
  bindRows(document, (at) => { running?.mark(at); });
}

/** A place that a search found: the live map goes there, without one the link filters by it. */
function bindPlaces(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-zoom-to]") : null;
    if (!link || !running) return;
    event.preventDefault();
    event.stopPropagation();
    running.show(link.dataset["zoomTo"]!.split(",").map(Number) as unknown as Box);
    document.querySelector<HTMLElement>(".map-canvas")?.focus();
  }, { capture: true });
}

/** Starts the map when its box is first seen: on a phone the list comes first and the map may never be asked for. */
function watchMap(): void {
  const box = document.querySelector<HTMLElement>("#map-box[data-drawable]");
  if (!box) return;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    startMap(box).catch((error: unknown) => {
      // The server-drawn map stays and its areas are links; only zoom and the keyboard's walk are missing.
      console.error(error);
      box.querySelector<HTMLElement>(".map-failed")?.removeAttribute("hidden");
    });
  });
  observer.observe(box);
}

/** The brushes come after the list: their bars and number inputs are there without them. */
let addBrushes: typeof AddBrushes | undefined;

async function loadBrushes(): Promise<void> {
  ({ addBrushes } = await import("../histogram/brush.ts"));
  refresh();
}

function refresh(): void {
  bindActions(document, () => fetchDrawing(document));
  addBrushes?.(document, (input) => { input.form?.requestSubmit(); });
  if (running) showFollow(document);
}

/** After a change of filter: histograms and list are painted first, the map follows in the next frame. */
function changed(): void {
  refresh();
  if (!running) return;
  renewDrawing(document);
  requestAnimationFrame(() => setTimeout(() => { updateMap().catch((error: unknown) => { console.error(error); }); }));
}

async function updateMap(): Promise<void> {
  const html = await fetchValues();
  if (html === undefined) return;
  putInPlace(html, refresh);
  running?.update();
}

function showKeys(): void {
  document.querySelector<HTMLDialogElement>("#keys-dialog")?.showModal();
}

const form = document.querySelector<HTMLFormElement>("#explorer-form");
if (form) {
  document.documentElement.classList.add("js");
  bindForm(form);
  bindLinks();
  onSwap(changed);
  leaveMapOut(() => running !== undefined);
  refresh();
  void loadBrushes();
  watchMap();
  bindPlaces();
  bindShortcuts((shortcut) => {
    if (shortcut === "search") document.querySelector<HTMLInputElement>("#q")?.focus();
    else if (shortcut === "map") document.querySelector<HTMLElement>(".map-canvas")?.focus();
    else showKeys();
  });
  for (const opener of document.querySelectorAll<HTMLElement>("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", showKeys);
  }
}
