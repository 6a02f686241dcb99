// Single keys of the page. They can be switched off (WCAG 2.1.4) in the "?" panel; the choice stays in this browser.

export type Shortcut = "search" | "map" | "help";
const SWITCH = "karta-shortcuts";

/** Reads keys one by one; "g" waits for the next. */
export class ShortcutReader {
  private waiting = "";

  /** The shortcut that this key completes, if any. */
  read(key: string): Shortcut | undefined {
    const pressed = this.waiting + key;
    this.waiting = "";
    if (pressed === "/") return "search";
    if (pressed === "?") return "help";
    if (pressed === "gm") return "map";
    if (key === "g") this.waiting = key;
    return undefined;
  }
}

/** Whether a key pressed on this element is text for it, not a shortcut. */
export function takesText(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  const kind = element instanceof HTMLInputElement ? element.type : "";
  return element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
    || (kind !== "" && !["checkbox", "radio", "button", "submit"].includes(kind));
}

export function areOn(storage: Pick<Storage, "getItem"> = localStorage): boolean {
  return storage.getItem(SWITCH) !== "off";
}

export function bindShortcuts(act: (shortcut: Shortcut) => void): void {
  const reader = new ShortcutReader();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target) || !areOn()) return;
    const shortcut = reader.read(event.key);
    if (!shortcut) return;
    event.preventDefault();
    act(shortcut);
  });
  const box = document.querySelector<HTMLInputElement>("#shortcuts-on");
  if (!box) return;
  box.checked = areOn();
  box.addEventListener("change", () => { localStorage.setItem(SWITCH, box.checked ? "on" : "off"); });
}
