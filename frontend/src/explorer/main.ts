// The explorer page. Everything works without this file; it adds the drawn map, the brushes and changes without reload.
import "../styles/explorer.css";
import type { addBrushes as AddBrushes } from "../histogram/brush.ts";
import type { RunningMap } from "../map/index.ts";
import { bindActions } from "./actions.ts";
import { openPlace } from "./places.ts";
import { bindShortcuts } from "./shortcuts.ts";
import { bindForm, follow, onSwap } from "./swap.ts";

let running: RunningMap | undefined;

async function startMap(box: HTMLElement): Promise<void> {
  const { startMap: start } = await import("../map/index.ts");
  const dialog = document.querySelector<HTMLDialogElement>("#place-dialog");
  running = await start(box, {
    onArea: follow,
    onCircle: (circle) => { if (dialog) void openPlace(dialog, circle.href, circle.text); },
  });
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
  bindActions(document);
  addBrushes?.(document, (input) => { input.form?.requestSubmit(); });
  running?.update();
}

function showKeys(): void {
  document.querySelector<HTMLDialogElement>("#keys-dialog")?.showModal();
}

const form = document.querySelector<HTMLFormElement>("#explorer-form");
if (form) {
  document.documentElement.classList.add("js");
  bindForm(form);
  onSwap(refresh);
  refresh();
  void loadBrushes();
  watchMap();
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
