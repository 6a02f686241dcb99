import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bindDraft, keep } from "./draft.ts";

let form: HTMLFormElement;
let answer: (told: object, status?: number) => void;
const sent = vi.fn<typeof fetch>();
const again = vi.fn<(submitter?: HTMLElement | null) => void>();

const state = (): string | null => form.querySelector("p")!.textContent;
const bodies = (): string[] => sent.mock.calls.map(([, asked]) => (asked!.body as FormData).get("name") as string);

function type(words: string): void {
  const field = form.elements.namedItem("name") as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function submit(): Event {
  const event = new SubmitEvent("submit", { cancelable: true });
  form.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form data-draft="/draft/"><input name="revision" value="3"><input name="name">'
    + '<input type="file" name="deck"><p data-draft-state data-lost="Lost"></p></form>';
  form = document.querySelector("form")!;
  form.requestSubmit = again;
  sent.mockReset().mockImplementation(() => new Promise((resolve) => {
    answer = (told, status = 200) => { resolve(new Response(JSON.stringify(told), { status })); };
  }));
  again.mockReset();
  vi.stubGlobal("fetch", sent);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("what the server says", () => {
  test("is told, and the next draft is of the newer revision", async () => {
    const kept = keep(form, "/draft/");
    answer({ saved: "Kept", revision: 4 });
    await kept;
    expect([state(), (form.elements.namedItem("revision") as HTMLInputElement).value]).toEqual(["Kept", "4"]);
  });

  test("against it is told, and the revision stays", async () => {
    const kept = keep(form, "/draft/");
    answer({ problem: "Newer" }, 409);
    await kept;
    expect([state(), (form.elements.namedItem("revision") as HTMLInputElement).value]).toEqual(["Newer", "3"]);
  });

  test("is told to be missing where nobody answers", async () => {
    sent.mockRejectedValue(new TypeError("offline"));
    await keep(form, "/draft/");
    expect(state()).toBe("Lost");
  });
});

describe("a draft", () => {
  beforeEach(() => { bindDraft(form); });

  test("is sent once, two seconds after the last change, without files", async () => {
    type("A");
    await vi.advanceTimersByTimeAsync(1500);
    type("AB");
    await vi.advanceTimersByTimeAsync(1999);
    expect(bodies()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(bodies()).toEqual(["AB"]);
    expect([...(sent.mock.calls[0]![1]!.body as FormData).keys()]).toEqual(["revision", "name"]);
    answer({ saved: "Kept" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bodies()).toEqual(["AB"]);
  });

  test("waits for the one on its way", async () => {
    type("first");
    await vi.advanceTimersByTimeAsync(2000);
    type("second");
    await vi.advanceTimersByTimeAsync(5000);
    expect(bodies()).toEqual(["first"]);
    answer({ saved: "Kept" });
    await vi.advanceTimersByTimeAsync(2000);
    expect(bodies()).toEqual(["first", "second"]);
  });

  test("is sent at once when the page is left", () => {
    type("leaving");
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(bodies()).toEqual(["leaving"]);
    vi.restoreAllMocks();
  });
});

describe("sending the form", () => {
  beforeEach(() => { bindDraft(form); });

  test("happens at once where no draft is on its way, and sends none beside it", async () => {
    type("done");
    expect(submit().defaultPrevented).toBe(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(bodies()).toEqual([]);
  });

  test("waits for a draft on its way, and then happens", async () => {
    type("done");
    await vi.advanceTimersByTimeAsync(2000);
    expect(submit().defaultPrevented).toBe(true);
    expect(again).not.toHaveBeenCalled();
    answer({ saved: "Kept", revision: 4 });
    await vi.advanceTimersByTimeAsync(1);
    expect(again).toHaveBeenCalledTimes(1);
    expect(submit().defaultPrevented).toBe(false);
  });
});
