import { afterEach, expect, test, vi } from "vitest";
import { fetchDrawing, fetchValues, leaveMapOut, renewDrawing } from "./drawn.ts";

afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

function answers(text: string): RequestInit[] {
  const asked: RequestInit[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => { asked.push(init); return Promise.resolve(new Response(text)); });
  return asked;
}

test("the old drawing goes at once, the new one comes after a pause", async () => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="map-drawn"><svg></svg></div>';
  const asked = answers('<div id="map-drawn"><svg id="new"></svg></div>');
  renewDrawing(document);
  expect([document.querySelector("svg"), asked.length]).toEqual([null, 0]);
  await vi.advanceTimersByTimeAsync(1600);
  expect([document.querySelector("svg")?.id, asked.length]).toEqual(["new", 1]);
});

test("a drawing that is there is not asked for again", async () => {
  document.body.innerHTML = '<div id="map-drawn"><svg></svg></div>';
  const asked = answers("");
  await fetchDrawing(document);
  expect(asked).toEqual([]);
});

test("requests say that the map is live, once it is", () => {
  let live = false;
  leaveMapOut(() => live);
  const sent = () => {
    const headers: Record<string, string> = {};
    document.body.dispatchEvent(new CustomEvent("htmx:configRequest", { detail: { headers } }));
    return headers;
  };
  expect(sent()).toEqual({});
  live = true;
  expect(sent()).toEqual({ "Karta-Map": "live" });
});

test("values that a later change has overtaken are not shown", async () => {
  const waiting: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => new Promise((resolve, reject) => {
    waiting.push(resolve);
    init.signal?.addEventListener("abort", () => { reject(new DOMException("aborted", "AbortError")); });
  }));
  const [first, second] = [fetchValues(), fetchValues()];
  waiting[1]!(new Response("<p></p>"));
  expect(await Promise.all([first, second])).toEqual([undefined, "<p></p>"]);
});
