import "../styles/imports.css";
import "../styles/curation.css";
import { areOn, takesText } from "../explorer/shortcuts.ts";
import { DecisionReader } from "./keys.ts";

const reader = new DecisionReader();

/** Presses what the page offers under a key: a button, a link, a field to write in, the box of the open pair. */
function press(key: string): boolean {
  const selector = key === "x" ? ".pairs li.open input" : `[data-key="${key}"]`;
  const found = document.querySelector<HTMLElement>(selector);
  if (!found || (found instanceof HTMLButtonElement && found.disabled)) return false;
  if (found instanceof HTMLInputElement && found.type === "text") found.focus();
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || takesText(event.target) || !areOn()) return;
  if (document.querySelector("dialog[open]")) return;
  const key = reader.read(event.key);
  document.querySelector(".dec .part")?.classList.toggle("asks", reader.isWaiting);
  if (key && press(key)) event.preventDefault();
});

// Without scripts the filters have a button; with them a choice is enough.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filters]")) {
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => { form.requestSubmit(); });
}

// What is decided for several shows only when several are ticked.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-bulk]")) {
  const bar = form.querySelector<HTMLElement>(".bulk-bar");
  const show = (): void => { if (bar) bar.hidden = form.querySelector("input:checked") === null; };
  form.addEventListener("change", show);
  show();
}
