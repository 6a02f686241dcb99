import { expect, it } from "vitest";
import { bindCopy } from "./copy.ts";

it("shows copy buttons only where there is a clipboard, and copies their text", async () => {
  document.body.innerHTML = '<button type="button" data-copy="https://example.org/a" hidden><span>Copy</span></button>';
  const button = document.querySelector<HTMLButtonElement>("button")!;
  bindCopy(document, undefined);
  expect(button.hidden).toBe(true);
  const copied: string[] = [];
  bindCopy(document, { writeText: (text: string) => { copied.push(text); return Promise.resolve(); } });
  expect(button.hidden).toBe(false);
  button.click();
  await Promise.resolve();
  expect(copied).toEqual(["https://example.org/a"]);
});
