import { expect, test } from "vitest";
import { List, readCode, ticketOf } from "./tickets.ts";

const irina = { t: "aa", n: "Ирина Петрова-Стоянова", s: [7] };
const elise = { t: "bb", n: "Élise Müller", s: [] };
const at = (n: number) => ({ t: "aa", s: 0, at: n, by: `device ${n}` });

test("the first scan counts and the second is a double of it", () => {
  const list = new List([irina, elise], []);
  expect(list.judge("aa", 0)).toEqual({ result: "first", name: irina.n, came: null });
  list.note(at(5));
  expect(list.judge("aa", 0)).toEqual({ result: "double", name: irina.n, came: at(5) });
  expect(list.count(0)).toBe(1);
});

test("the earliest counts in whatever order scans are told", () => {
  for (const order of [[3, 1, 2], [1, 2, 3], [2, 3, 1]]) {
    const list = new List([irina], order.map(at));
    expect(list.judge("aa", 0).came).toEqual(at(1));
    expect(list.count(0)).toBe(1);
  }
});

test("a session asks for a place in it, and what is not on the list is unknown", () => {
  const list = new List([irina, elise], []);
  expect(list.judge("aa", 7).result).toBe("first");
  expect(list.judge("bb", 7).result).toBe("other");
  expect(list.judge("cc", 0)).toEqual({ result: "unknown", name: "", came: null });
});

test("names are found by the beginnings of their words, whatever accents", () => {
  const list = new List([irina, elise], []);
  expect(list.search("стоян ир", 9)).toEqual([irina]);
  expect(list.search("elise mul", 9)).toEqual([elise]);
  expect(list.search(" ", 9)).toEqual([]);
  expect(list.search("рина", 9)).toEqual([]);
});

test("codes are read as people write them", () => {
  expect(readCode("k7df-qw3e rtyo-2345")).toBe("K7DFQW3ERTY02345");
  expect(readCode("K7DFQW3ERTY0234")).toBe("");
  expect(readCode("https://example.org/")).toBe("");
});

test("a ticket's hash is the server's", async () => {
  expect(await ticketOf("K7DFQW3ERTY02345")).toBe("0d6cc11b9569cf1729b377e30bdedb44");
});
