// Changes of the filter without a new page: htmx asks for the parts that change, and they are put in place here. htmx's
// own swap would tell each element of the old and the new parts about it, which takes longer than to draw them.
import htmx from "htmx.org";
import { emptyNames, isOfPage, plainNumber } from "./address.ts";
import { isPutting, putInPlace } from "./parts.ts";

const NUMBERS = "input[data-end]";

/** Asks for the parts of an address. A later question replaces an earlier one (`hx-sync`), which then fails without a reason;
 *  of other failures htmx tells by itself. */
function ask(address: string, source: Element | string): void {
  htmx.ajax("get", address, { source }).catch(() => undefined);
}

/** Sends the form when a choice is final; empty entries stay out of the address. */
export function bindForm(form: HTMLFormElement): void {
  const isNumber = (element: Element): element is HTMLInputElement => element.matches(NUMBERS);
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (isPutting()) return;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || field.form?.id !== form.id) return;
    if (isNumber(field)) field.value = plainNumber(field.value);
    if (field.type !== "search") field.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if (!(sent instanceof HTMLFormElement) || sent.id !== form.id) return;
    event.preventDefault();
    ask(sent.getAttribute("action") ?? location.pathname, sent);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = (event as CustomEvent<{ parameters: Record<string, unknown>; elt: Element }>).detail;
    if (!(elt instanceof HTMLFormElement) || elt.id !== form.id) return;
    const defaults = [...elt.elements].filter((one) => one instanceof HTMLSelectElement && one.value === one.dataset["default"]);
    const names = defaults.map((one) => (one as HTMLSelectElement).name);
    for (const name of [...emptyNames(new FormData(elt).entries()), ...names]) Reflect.deleteProperty(parameters, name);
  });
}

/** Links of the page to other states of itself are followed without a new page. */
export function bindLinks(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("#main a[href]") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!isOfPage(link, location)) return;
    event.preventDefault();
    follow(link.href);
  });
}

/** Goes to an address of the explorer. */
export function follow(href: string): void {
  ask(href, "#main");
}

/** Puts each answer in its place and calls back. */
export function onSwap(callback: () => void): void {
  // All in one go: a key pressed before the parts have settled would go into a field that is about to be replaced.
  htmx.config.defaultSettleDelay = 0;
  let html = "";
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent<{ serverResponse: string; shouldSwap: boolean }>;
    if (!detail.shouldSwap) return;
    html = detail.serverResponse;
    detail.serverResponse = "";
  });
  // By then the address bar is that of the answer.
  document.body.addEventListener("htmx:afterSwap", () => { putInPlace(html, callback); });
}
