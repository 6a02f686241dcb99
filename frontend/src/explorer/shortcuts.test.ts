import { expect, test } from "vitest";
import { areOn, ShortcutReader, takesText } from "./shortcuts.ts";

const read = (keys: string) => { const reader = new ShortcutReader(); return Array.from(keys).map((key) => reader.read(key)).filter(Boolean); };

test("/ searches, ? helps, g then m goes to the map, and only so", () => {
  expect(read("/?gm")).toEqual(["search", "help", "map"]);
  expect(read("gxm")).toEqual([]);
  expect(read("ggm")).toEqual(["map"]);
  expect(read("m")).toEqual([]);
});

test("a key typed into a field is text, on a checkbox it is a shortcut", () => {
  document.body.innerHTML = '<input type="search" id="q"><input type="checkbox" id="c"><select id="s"></select>';
  expect(["q", "c", "s"].map((id) => takesText(document.getElementById(id)))).toEqual([true, false, true]);
});

test("shortcuts are on until they were switched off", () => {
  expect(areOn({ getItem: () => null })).toBe(true);
  expect(areOn({ getItem: () => "off" })).toBe(false);
});
