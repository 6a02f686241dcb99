import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Suggestions, step, suggestFor } from "./suggest.ts";

const HTML = '<li><a role="option" id="a" href="#one">One</a></li><li><a role="option" id="b" href="#two">Two</a></li>';

function press(input: HTMLInputElement, key: string): void {
  input.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

describe("suggestions", () => {
  let input: HTMLInputElement;
  let box: Suggestions;
  const list = (): HTMLElement => document.querySelector("[role=listbox]")!;

  beforeEach(() => {
    document.body.innerHTML = '<form><input id="q" data-suggest="/s/" data-suggest-label="Suggestions"></form>';
    input = document.querySelector("input")!;
    box = new Suggestions(input);
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(HTML))));
  });

  afterEach(() => { vi.unstubAllGlobals(); });

  it("goes round through the options and the text", () => {
    expect([0, 1].map((at) => step(at, 2, "ArrowDown"))).toEqual([1, -1]);
    expect([-1, 0].map((at) => step(at, 2, "ArrowUp"))).toEqual([1, -1]);
    expect(step(-1, 0, "ArrowDown")).toBe(-1);
    expect(step(1, 2, "a")).toBe(1);
  });

  it("opens with what the server answers, and tells readers of the screen", async () => {
    expect(list().hidden).toBe(true);
    input.value = "софа";
    await box.ask();
    expect(fetch).toHaveBeenCalledWith(`/s/?${new URLSearchParams({ q: "софа" })}`);
    expect([list().hidden, input.getAttribute("aria-expanded")]).toEqual([false, "true"]);
    press(input, "ArrowDown");
    press(input, "ArrowDown");
    expect(input.getAttribute("aria-activedescendant")).toBe("b");
    const clicked: string[] = [];
    document.querySelector("#b")!.addEventListener("click", () => clicked.push("b"));
    press(input, "Enter");
    expect(clicked).toEqual(["b"]);
    expect(list().hidden).toBe(true);
  });

  it("writes what is chosen into a box that picks, and as a line more of a field that it names", async () => {
    document.body.innerHTML = '<input id="one" data-suggest="/s/" data-pick=""><input id="more" data-suggest="/s/" data-pick="all">'
      + '<textarea id="all">Kelvin (org-k)\n</textarea>';
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(
      '<li><a role="option" id="a" href="/bg/organisations/bg-eik-1/"><svg></svg><span>Софарма АД <small>София · 1</small></span></a></li>'))));
    for (const id of ["one", "more"]) {
      const picks = document.querySelector<HTMLInputElement>(`#${id}`)!;
      const suggestions = new Suggestions(picks);
      picks.value = "софа";
      await suggestions.ask();
      picks.parentElement!.querySelector<HTMLElement>("[role=option]")!.click();
    }
    expect(document.querySelector<HTMLInputElement>("#one")!.value).toBe("Софарма АД (bg-eik-1)");
    expect(document.querySelector<HTMLInputElement>("#more")!.value).toBe("");
    expect(document.querySelector<HTMLTextAreaElement>("#all")!.value).toBe("Kelvin (org-k)\nСофарма АД (bg-eik-1)");
  });

  it("is made once for a box, which keeps the focus", () => {
    document.body.innerHTML = '<input id="later" data-suggest="/s/" value="abc">';
    const later = document.querySelector("input")!;
    later.focus();
    suggestFor(later);
    suggestFor(later);
    expect(document.querySelectorAll("[role=listbox]").length).toBe(1);
    expect(document.activeElement).toBe(later);
  });

  it("closes on Escape and for an empty box", async () => {
    input.value = "a";
    await box.ask();
    press(input, "Escape");
    expect([list().hidden, input.getAttribute("aria-expanded")]).toEqual([true, "false"]);
    await box.ask();
    input.value = " ";
    await box.ask();
    expect(list().hidden).toBe(true);
  });

  it("shows nothing where the server does not answer", async () => {
    vi.stubGlobal("fetch", vi.fn(() => Promise.reject(new Error("offline"))));
    input.value = "a";
    await box.ask();
    expect(list().hidden).toBe(true);
  });

  it("keeps the answer of the last key", async () => {
    let first: (answer: Response) => void = () => undefined;
    vi.stubGlobal("fetch", vi.fn()
      .mockReturnValueOnce(new Promise<Response>((resolve) => { first = resolve; }))
      .mockReturnValueOnce(Promise.resolve(new Response(HTML))));
    input.value = "a";
    const early = box.ask();
    input.value = "ab";
    await box.ask();
    first(new Response("<li role=option id=old>old</li>"));
    await early;
    expect(document.querySelector("#old")).toBeNull();
  });
});
