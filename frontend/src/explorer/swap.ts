// Changes of the filter without a new page: htmx sends the form and swaps the parts that the server marked.
import htmx from "htmx.org";
import { emptyNames, plainNumber } from "./address.ts";

const NUMBERS = "input[data-end]";

/** Sends the form when a choice is final; empty entries stay out of the address. */
export function bindForm(form: HTMLFormElement): void {
  const isNumber = (element: Element): element is HTMLInputElement => element.matches(NUMBERS);
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (isSwapping) return;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form?.id !== form.id) return;
    if (isNumber(field)) field.value = plainNumber(field.value);
    if (field.type !== "search") field.form.requestSubmit();
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = (event as CustomEvent<{ parameters: Record<string, unknown>; elt: Element }>).detail;
    if (!(elt instanceof HTMLFormElement) || elt.id !== form.id) return;
    const defaults = [...elt.elements].filter((one) => one instanceof HTMLSelectElement && one.value === one.dataset["default"]);
    const names = defaults.map((one) => (one as HTMLSelectElement).name);
    for (const name of [...emptyNames(new FormData(elt).entries()), ...names]) Reflect.deleteProperty(parameters, name);
  });
}

/** Goes to an address of the explorer as if a link of the page was followed. */
export function follow(href: string): void {
  const room = document.querySelector("#follow");
  if (!room) { location.assign(href); return; }
  const link = document.createElement("a");
  link.href = href;
  link.tabIndex = -1;
  room.replaceChildren(link);
  htmx.process(link);
  link.click();
}

interface Typed { readonly id: string; readonly value: string; readonly at: number | null }

/** What is being typed into a field that the coming swap replaces. */
function typing(): Typed | undefined {
  const field = document.activeElement;
  const isTyping = field instanceof HTMLInputElement && field.type !== "checkbox" && field.value !== field.defaultValue;
  return isTyping ? { id: field.id, value: field.value, at: field.selectionStart } : undefined;
}

/** Puts it into the new field; leaving that field then applies it, as the browser would have without the swap. */
function goOnTyping({ id, value, at }: Typed): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) return;
  field.value = value;
  field.focus();
  field.setSelectionRange(at, at);
  field.addEventListener("blur", () => { if (!isSwapping && field.value === value) field.form?.requestSubmit(); }, { once: true });
}

function refocus(id: string): void {
  if (id) document.querySelector<HTMLElement | SVGElement>(`#${CSS.escape(id)}`)?.focus();
}

// A browser reports a change on a field that a swap takes away; that is not the reader's choice.
let isSwapping = false;

/** Calls back after each swap. Open details stay open, and what is being typed elsewhere is not lost. */
export function onSwap(callback: () => void): void {
  // Swap and settle in one go: a key pressed between the two would go into a field that is about to be replaced.
  htmx.config.defaultSettleDelay = 0;
  let open: string[] = [];
  let typed: Typed | undefined;
  let focused = "";
  document.body.addEventListener("htmx:beforeSwap", () => {
    isSwapping = true;
    open = [...document.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((details) => details.id);
    typed = typing();
    focused = document.activeElement?.id ?? "";
  });
  const settled = (): void => {
    isSettling = isSwapping = false;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (typed) goOnTyping(typed);
    typed = undefined;
    callback();
    // Handles of a brush are drawn anew by the callback, so the focus can only return now.
    if (document.activeElement === document.body) refocus(focused);
  };
  // The event comes once for each part that was swapped, all in one go: what follows it is done once, after the last.
  let isSettling = false;
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!isSettling) queueMicrotask(settled);
    isSettling = true;
  });
}
