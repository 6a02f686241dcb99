import { expect, test } from "vitest";
import { mapAction } from "./keys.ts";

const key = (name: string, held: Partial<KeyboardEvent> = {}) => mapAction({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("arrows move, Enter filters, plus and minus zoom, Escape leaves", () => {
  expect(key("ArrowUp")).toEqual({ kind: "move", direction: "up" });
  expect(["Enter", "+", "-", "Escape"].map((name) => key(name)?.kind)).toEqual(["filter", "zoomIn", "zoomOut", "leave"]);
});

test("keys of the browser stay the browser's", () => {
  expect(key("+", { ctrlKey: true })).toBeUndefined();
  expect(key("Tab")).toBeUndefined();
});
