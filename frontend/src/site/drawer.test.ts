import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bindDrawer, isPlain } from "./drawer.ts";

const PAGE = `<main><a href="/en/organisations/x/proof/revenue/shown/" data-proof>965.3</a></main>
<aside id="drawer" hidden><button data-drawer-close>x</button><div id="drawer-body"></div></aside>`;
const link = (): HTMLAnchorElement => document.querySelector("a[data-proof]")!;
const drawer = (): HTMLElement => document.querySelector("#drawer")!;
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

describe("drawer", () => {
  const asked: { address: string; headers: HeadersInit | undefined }[] = [];

  beforeEach(() => {
    document.body.innerHTML = PAGE;
    asked.length = 0;
    vi.stubGlobal("fetch", (address: string, options?: RequestInit) => {
      asked.push({ address, headers: options?.headers });
      return Promise.resolve(new Response('<h2 class="drawer-title" tabindex="-1">Where the number comes from</h2>'));
    });
    bindDrawer();
  });
  afterEach(() => { vi.unstubAllGlobals(); });

  it("opens a proof beside its number and gives the focus back on Escape", async () => {
    link().click();
    await settled();
    expect(asked).toEqual([{ address: "/en/organisations/x/proof/revenue/shown/", headers: { "HX-Request": "true" } }]);
    expect(drawer().hidden).toBe(false);
    expect(document.activeElement?.className).toBe("drawer-title");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(drawer().hidden).toBe(true);
    expect(document.activeElement).toBe(link());
  });

  it("leaves a click that opens a tab to the browser", () => {
    const plain = { button: 0, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    expect(isPlain(plain)).toBe(true);
    expect(isPlain({ ...plain, ctrlKey: true })).toBe(false);
    expect(isPlain({ ...plain, button: 1 })).toBe(false);
  });
});
