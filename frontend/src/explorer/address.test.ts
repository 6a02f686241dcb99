import { expect, test } from "vitest";
import { emptyNames, isOfPage, plainNumber } from "./address.ts";

test("what was left empty stays out of the address", () => {
  expect(emptyNames([["q", ""], ["region", "BG41"], ["revenue_min", " "], ["revenue_max", "5"]])).toEqual(["q", "revenue_min"]);
});

test("'include unknown' is kept only beside a limit", () => {
  expect(emptyNames([["profit_min", ""], ["profit_max", ""], ["profit_unknown", "true"]])).toContain("profit_unknown");
  expect(emptyNames([["profit_min", "0"], ["profit_max", ""], ["profit_unknown", "true"]])).toEqual(["profit_max"]);
});

test.each([
  ["1 000 000", "1000000"], ["1\u202f000,5", "1000.5"], ["1,234,567", "1234567"], ["1,234.5", "1234.5"],
  ["\u2212500", "-500"], ["abc", "abc"], ["", ""],
])("%s is sent as %s", (typed, sent) => {
  expect(plainNumber(typed)).toBe(sent);
});

test.each([
  ["/bg/map/?region=BG41", true], ["/bg/map/", true], ["/bg/map/#list", false], ["/en/map/", false], ["/bg/sources/", false],
  ["https://elsewhere.example/bg/map/", false],
])("%s is another state of the page: %s", (address, is) => {
  const here = new URL("https://karta.example/bg/map/?kind=hospital");
  expect(isOfPage(new URL(address, here), here)).toBe(is);
});
