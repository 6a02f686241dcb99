import { describe, expect, it } from "vitest";
import { DecisionReader } from "./keys.ts";

describe("keys of the curation room", () => {
  const read = (...keys: string[]): (string | undefined)[] => {
    const reader = new DecisionReader();
    return keys.map((key) => reader.read(key));
  };

  it("decides with one key", () => {
    expect(read("s", "d", "u", "z")).toEqual(["s", "d", "u", "z"]);
  });

  it("asks which is the part", () => {
    expect(read("p", "1", "p", "2")).toEqual([undefined, "p1", undefined, "p2"]);
    expect(read("p", "s", "s")).toEqual([undefined, undefined, "s"]);
    expect(read("1")).toEqual([undefined]);
  });

  it("walks with arrows as with letters", () => {
    expect(read("ArrowRight", "ArrowLeft", "n", "k", "Tab")).toEqual(["j", "k", "j", "k", undefined]);
  });
});
