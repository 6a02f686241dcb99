// Every page: the proof drawer, copy buttons, keys. Everything works without this file.
import "../styles/base.css";
import "../styles/site.css";
import "../styles/profile.css";
import "../styles/proof.css";
import "../styles/suggest.css";
import { bindCopy } from "./copy.ts";
import { bindDrawer } from "./drawer.ts";
import { type Action, bindKeys, bindSwitch } from "./keys.ts";

bindDrawer();

// Loaded when somebody goes to a search box: most pages are only read.
document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-suggest]:not([role=combobox])")) {
    const input = event.target;
    void import("./suggest.ts").then(({ suggestFor }) => { suggestFor(input); });
  }
});

for (const box of document.querySelectorAll<HTMLElement>("input[data-pick][hidden]")) box.hidden = false;

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print-page]")) {
  button.hidden = false;
  button.addEventListener("click", () => { print(); });
}
bindCopy(document, "clipboard" in navigator ? navigator.clipboard : undefined);

// On a narrow screen a chart scrolls sideways: the newest years stand at its right end.
for (const box of document.querySelectorAll<HTMLElement>(".ch .scroll")) box.scrollLeft = box.scrollWidth;

const help = document.querySelector<HTMLDialogElement>("#keys");
const isExplorer = document.querySelector("#explorer-form") !== null;

function act(action: Action): void {
  if (action === "help") help?.showModal();
  else if (action === "search") document.querySelector<HTMLElement>("[data-search]")?.focus();
  else document.querySelector<HTMLAnchorElement>(`[data-go="${action}"]`)?.click();
}

if (help && !isExplorer) {
  bindKeys(act);
  const box = help.querySelector<HTMLInputElement>("[data-keys-off]");
  if (box) bindSwitch(box, localStorage);
  for (const opener of document.querySelectorAll<HTMLElement>("[data-keys-open]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => { help.showModal(); });
  }
}
