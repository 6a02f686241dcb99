// What a search box suggests while somebody types (WAI-ARIA combobox with a list). Without this file it is a plain box.

const REST_MS = 90; // keys that follow each other faster are answered together

/** Which option is the next one; -1 is none: the text itself. */
export function step(current: number, count: number, key: string): number {
  if (count === 0) return -1;
  if (key === "ArrowDown") return current + 1 >= count ? -1 : current + 1;
  if (key === "ArrowUp") return current === -1 ? count - 1 : current - 1;
  return current;
}

/** An organisation as forms take it: its name and, in brackets, its id, which its page's address ends with. */
export function written(link: HTMLAnchorElement): string {
  const name = link.querySelector("span")?.firstChild?.textContent ?? "";
  const id = new URL(link.href, location.href).pathname.split("/").filter(Boolean).pop() ?? "";
  return `${name.trim()} (${id})`;
}

export class Suggestions {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly address: string;
  private turn = 0;
  private rest = 0;
  private current = -1;

  constructor(input: HTMLInputElement) {
    this.input = input;
    this.address = input.dataset["suggest"]!;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset["suggestLabel"] ?? "");
    const box = document.createElement("div");
    box.className = "suggest";
    input.replaceWith(box);
    box.append(input, this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]] as const) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => {
      clearTimeout(this.rest);
      this.rest = window.setTimeout(() => { void this.ask(); }, REST_MS);
    });
    input.addEventListener("keydown", (event) => { this.press(event); });
    input.addEventListener("blur", () => { this.close(); });
    this.list.addEventListener("mousedown", (event) => { event.preventDefault(); }); // the click comes before the box is left
    this.list.addEventListener("click", (event) => {
      if (input.dataset["pick"] !== undefined) this.pick(event);
      this.close();
    });
  }

  /** Instead of going to an organisation, write it: into the box, or as a line more of the field that the box names. */
  private pick(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[role=option]");
    if (!link) return;
    event.preventDefault();
    const into = document.querySelector<HTMLTextAreaElement>(`textarea#${this.input.dataset["pick"] || "none"}`);
    const text = written(link);
    this.input.value = into ? "" : text;
    if (into) into.value = [...into.value.split("\n").filter((line) => line.trim() && line !== text), text].join("\n");
    (into ?? this.input).dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Shows what the server suggests for the text as it stands. */
  async ask(): Promise<void> {
    const turn = ++this.turn;
    const text = this.input.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    const asked = new URL(this.address, location.href);
    asked.searchParams.set("q", text);
    const answer = await fetch(asked.pathname + asked.search).catch(() => undefined);
    const html = answer?.ok ? await answer.text() : "";
    if (turn !== this.turn) return; // a later key was quicker
    this.list.innerHTML = html;
    this.mark(-1);
    this.show(this.options.length > 0);
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private show(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  private close(): void {
    clearTimeout(this.rest);
    this.turn++;
    this.mark(-1);
    this.show(false);
  }

  private mark(at: number): void {
    this.current = at;
    this.options.forEach((option, place) => { option.setAttribute("aria-selected", String(place === at)); });
    const id = this.options[at]?.id;
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private press(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.current >= 0) {
      event.preventDefault();
      this.options[this.current]?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.mark(step(this.current, this.options.length, event.key));
      this.options[this.current]?.scrollIntoView({ block: "nearest" });
    }
  }
}

/** Suggestions for a search box that says where they come from; it keeps the focus. Once for each box. */
export function suggestFor(input: HTMLInputElement): void {
  if (input.getAttribute("role") === "combobox") return;
  const isHere = document.activeElement === input;
  const marks = [input.selectionStart, input.selectionEnd] as const;
  new Suggestions(input);
  if (!isHere) return;
  input.focus();
  input.setSelectionRange(...marks);
}
