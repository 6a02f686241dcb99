// The drawn map under the live one: for print only. It comes after everything else, so that no key press waits for it.

const HEADER = "Karta-Map";
const PAUSE = 1500; // ms without a further change of filter

let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells the server that a live map draws, so that answers to changes of filter leave the drawing out. */
export function leaveDrawingOut(isLive: () => boolean): void {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
    if (isLive()) headers[HEADER] = "live";
  });
}

/** After a change of filter: takes the old drawing away, which would print wrong values, and brings the new one. */
export function renewDrawing(root: Document): void {
  root.querySelector("#map-drawn")?.replaceChildren();
  if (timer !== undefined) clearTimeout(timer);
  timer = setTimeout(() => void fetchDrawing(root), PAUSE);
}

/** Brings the drawing of the address bar's state, if it is missing. */
export async function fetchDrawing(root: Document, address = location.href): Promise<void> {
  if (timer !== undefined) clearTimeout(timer);
  const old = root.querySelector("#map-drawn");
  if (!old || old.childElementCount > 0) return;
  const answer = await fetch(address, { headers: { "HX-Request": "true", [HEADER]: "drawn" } });
  if (answer.ok && location.href === address) old.outerHTML = await answer.text();
}
