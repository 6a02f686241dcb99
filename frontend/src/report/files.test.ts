import { describe, expect, it } from "vitest";
import { fileName, saveFile } from "./files.ts";

const answer = (status: number): typeof fetch => () =>
  Promise.resolve(new Response("%PDF", { status, headers: { "Content-Disposition": 'attachment; filename="karta-bg.pdf"' } }));

describe("saveFile", () => {
  it("says that it waits, saves under the server's name, and says that it is done", async () => {
    const told: string[] = [];
    const saved: string[] = [];
    await saveFile("/bg/map/report.pdf", (state) => told.push(state), (_, name) => saved.push(name), answer(200));
    expect([told, saved]).toEqual([["making", "made"], ["karta-bg.pdf"]]);
  });

  it("saves nothing where the server answers with an error", async () => {
    const told: string[] = [];
    await saveFile("/bg/map/report.pdf", (state) => told.push(state), () => { throw new Error("saved"); }, answer(503));
    expect(told).toEqual(["making", "failed"]);
  });
});

describe("fileName", () => {
  it("is plain where none is given", () => { expect(fileName(null)).toBe("report.pdf"); });
});
