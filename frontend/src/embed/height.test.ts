import { expect, test, vi } from "vitest";
import { tellHeight } from "./height.ts";

test("the height is told once, and again when it changes", () => {
  let changed = (): void => undefined;
  vi.stubGlobal("ResizeObserver", class { constructor(tell: () => void) { changed = tell; } observe(): void { /* told by the test */ } });
  const postMessage = vi.fn();
  let height = 300.2;
  const page = { getBoundingClientRect: () => ({ height }) } as Element;
  tellHeight({ parent: { postMessage } as unknown as Window }, page);
  changed();
  height = 420;
  changed();
  expect(postMessage.mock.calls).toEqual([[{ type: "karta-embed", height: 301 }, "*"], [{ type: "karta-embed", height: 420 }, "*"]]);
  vi.unstubAllGlobals();
});
