// Changes of the filter without a new page: htmx sends the form and swaps the parts that the server marked.
import htmx from "htmx.org";
import { emptyNames, plainNumber } from "./address.ts";

const NUMBERS = "input[data-end]";

/** Sends the form when a choice is final; empty entries stay out of the address. */
export function bindForm(form: HTMLFormElement): void {
  const isNumber = (element: Element): element is HTMLInputElement => element.matches(NUMBERS);
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form?.id !== form.id) return;
    if (isNumber(field)) field.value = plainNumber(field.value);
    if (field.type !== "search") field.form.requestSubmit();
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = (event as CustomEvent<{ parameters: Record<string, unknown>; elt: Element }>).detail;
    if (!(elt instanceof HTMLFormElement) || elt.id !== form.id) return;
    for (const name of emptyNames(new FormData(elt).entries())) Reflect.deleteProperty(parameters, name);
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

/** Calls back after each swap; details that were open stay open. */
export function onSwap(callback: () => void): void {
  let open: string[] = [];
  document.body.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((details) => details.id);
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    callback();
  });
}
