import { describe, expect, it } from "vitest";
import { bindSwitch, KeyReader } from "./keys.ts";

describe("keys", () => {
  it("reads single keys and words that begin with g", () => {
    const reader = new KeyReader();
    expect(["/", "?", "g", "m", "g", "o", "g", "x", "m"].map((key) => reader.read(key))).toEqual([
      "search", "help", undefined, "map", undefined, "organisations", undefined, undefined, undefined,
    ]);
  });

  it("forgets a g that was followed by another letter", () => {
    const reader = new KeyReader();
    expect(["g", "x", "m"].map((key) => reader.read(key))).toEqual([undefined, undefined, undefined]);
  });

  it("keeps the switch in this browser", () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => { kept.set(name, value); } };
    const box = document.createElement("input");
    box.type = "checkbox";
    bindSwitch(box, storage);
    expect(box.checked).toBe(false);
    box.checked = true;
    box.dispatchEvent(new Event("change"));
    expect(kept.get("karta-shortcuts")).toBe("off");
  });
});
