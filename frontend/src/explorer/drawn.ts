// What comes after histograms and list, so that no key press waits for it: the values of the live map, then the drawn map
// under it, which is for print only.

const HEADER = "Karta-Map";
const PAUSE = 1500; // ms without a further change of filter

let timer: ReturnType<typeof setTimeout> | undefined;
let asking: AbortController | undefined;

async function fetchPart(part: "values" | "drawn", address: string, signal?: AbortSignal): Promise<string | undefined> {
  const answer = await fetch(address, { headers: { "HX-Request": "true", [HEADER]: part }, ...(signal ? { signal } : {}) });
  const html = await answer.text();
  return answer.ok && location.href === address ? html : undefined;
}

/** The live map's values in the address bar's state, as parts of the page: legend, table and data block. Undefined where
 *  another change of filter came in between. */
export async function fetchValues(address = location.href): Promise<string | undefined> {
  asking?.abort();
  const { signal } = asking = new AbortController();
  return fetchPart("values", address, signal).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
}

/** Tells the server that a live map draws, so that answers to changes of filter leave the map out. */
export function leaveMapOut(isLive: () => boolean): void {
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
  const html = await fetchPart("drawn", address);
  if (html !== undefined) old.outerHTML = html;
}
