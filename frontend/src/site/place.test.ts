import { describe, expect, it } from "vitest";
import { overlap } from "./drawer.ts";

describe("overlap", () => {
  it("asks whether two parts of the screen share columns", () => {
    expect(overlap({ left: 0, right: 452 }, { left: 452, right: 500 })).toBe(false);
    expect(overlap({ left: 988, right: 1440 }, { left: 980, right: 1000 })).toBe(true);
  });
});
