import { afterEach, expect, test, vi } from "vitest";
import { openPlace } from "./places.ts";

afterEach(() => { vi.unstubAllGlobals(); });

function dialog(): HTMLDialogElement {
  document.body.innerHTML = '<dialog data-failed="did not load"><h2></h2><div class="dialog-body"></div></dialog>';
  return document.querySelector("dialog")!;
}

test("the list of a circle is shown under its name", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<ul><li>Каспела</li></ul>")));
  const box = dialog();
  await openPlace(box, "/bg/map/place/?place=56784", "Пловдив: 1 организация");
  expect([box.open, box.querySelector("h2")?.textContent, box.querySelectorAll("li").length]).toEqual([true, "Пловдив: 1 организация", 1]);
});

test("a failed list says so in the dialog", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 500 })));
  const box = dialog();
  await openPlace(box, "/bg/map/place/?place=1", "x");
  expect(box.querySelector(".dialog-body")?.textContent).toBe("did not load");
});
