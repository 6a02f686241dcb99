// Parts of an answer in the places of the page's.
import { morph } from "./morph.ts";

interface Typed { readonly id: string; readonly value: string; readonly at: number | null }

/** What is being typed into a field that an answer would take back. */
function typing(): Typed | undefined {
  const field = document.activeElement;
  const isTyping = field instanceof HTMLInputElement && field.type !== "checkbox" && field.value !== field.defaultValue;
  return isTyping ? { id: field.id, value: field.value, at: field.selectionStart } : undefined;
}

/** Puts it back; leaving that field then applies it, as the browser would have without the answer. */
function goOnTyping({ id, value, at }: Typed): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) return;
  field.value = value;
  field.focus();
  field.setSelectionRange(at, at);
  field.addEventListener("blur", () => { if (!isInHand && field.value === value) field.form?.requestSubmit(); }, { once: true });
}

function refocus(id: string): void {
  if (id) document.querySelector<HTMLElement | SVGElement>(`#${CSS.escape(id)}`)?.focus();
}

// A browser reports a change on a field that an answer takes away; that is not the reader's choice.
let isInHand = false;

/** Whether parts are being put in place just now. */
export function isPutting(): boolean {
  return isInHand;
}

/** Fields show what the answer says was chosen. */
function resetFields(): void {
  document.querySelector<HTMLFormElement>("#explorer-form")?.reset();
}

/** Makes the parts of the page with the ids of an answer's parts like those. Open details stay open, what is being typed is
 *  not lost, and `redraw` is called before the focus returns: a brush may draw its handles anew. */
export function putInPlace(html: string, redraw: () => void): void {
  isInHand = true;
  const open = [...document.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((details) => details.id);
  const typed = typing();
  const focused = document.activeElement?.id ?? "";
  const answer = document.createElement("template");
  answer.innerHTML = html;
  const isOfForm = answer.content.querySelector("form") !== null;
  for (const part of [...answer.content.children]) {
    const there = part.id ? document.getElementById(part.id) : null;
    if (there) morph(there, part);
  }
  isInHand = false;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (isOfForm) resetFields();
  if (typed && isOfForm) goOnTyping(typed);
  redraw();
  if (document.activeElement === document.body) refocus(focused);
}
