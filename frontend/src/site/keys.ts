// Single keys of the reading pages. The explorer has its own (explorer/shortcuts.ts); both share the switch.
import { areOn, takesText } from "../explorer/shortcuts.ts";

export type Action = "search" | "map" | "organisations" | "help";
const SWITCH = "karta-shortcuts";
const WORDS = new Map<string, Action>([["/", "search"], ["?", "help"], ["gm", "map"], ["go", "organisations"]]);

/** Reads keys one by one; "g" waits for the next. */
export class KeyReader {
  private waiting = "";

  read(key: string): Action | undefined {
    const pressed = this.waiting + key;
    this.waiting = key === "g" && pressed === "g" ? "g" : "";
    return WORDS.get(pressed);
  }
}

export function bindKeys(act: (action: Action) => void): void {
  const reader = new KeyReader();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target) || !areOn()) return;
    const action = reader.read(event.key);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
}

/** The box "switch single letters off". */
export function bindSwitch(box: HTMLInputElement, storage: Pick<Storage, "getItem" | "setItem">): void {
  box.checked = !areOn(storage);
  box.addEventListener("change", () => { storage.setItem(SWITCH, box.checked ? "off" : "on"); });
}
