// A form's draft is kept while it is being written; without this file its button keeps it. `data-draft` of the form is
// where to; `[data-draft-state]` in it tells how that went, in its `data-lost` that nobody answered. The server answers
// with words, {saved} or {problem}, and with {revision} where the form has one: only from the newest may one go on.

const QUIET_MS = 2000;

/** Send what is written; files go when the form is sent itself. */
export async function keep(form: HTMLFormElement, address: string): Promise<void> {
  const state = form.querySelector<HTMLElement>("[data-draft-state]");
  const revision = form.elements.namedItem("revision");
  let words = state?.dataset["lost"] ?? "";
  try {
    const answer = await fetch(address, { method: "POST", body: texts(form), headers: { Accept: "application/json" } });
    const told = await answer.json() as { saved?: string; problem?: string; revision?: number };
    words = told.saved ?? told.problem ?? words;
    if (told.revision !== undefined && revision instanceof HTMLInputElement) revision.value = String(told.revision);
  } catch {
    // The next change tries again.
  }
  if (state) state.textContent = words;
}

/** Keep a draft two seconds after the last change, and when the page is left; one sending after the other. */
export function bindDraft(form: HTMLFormElement): void {
  const address = form.dataset["draft"] ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<void> | undefined;
  let isChanged = false;

  const flush = (): void => {
    clearTimeout(timer);
    if (!isChanged || sending) return;
    isChanged = false;
    sending = keep(form, address).finally(() => {
      sending = undefined;
      if (isChanged) wait();
    });
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  };
  const change = (event: Event): void => {
    if ((event.target as HTMLInputElement).type === "file") return;
    isChanged = true;
    wait();
  };
  form.addEventListener("input", change);
  form.addEventListener("change", change);
  form.addEventListener("submit", (event) => {
    isChanged = false;
    clearTimeout(timer);
    if (!sending) return;
    // A draft on its way would make the page's revision an old one. A form that is being sent takes no other request
    // to be sent: that one waits for the next turn.
    event.preventDefault();
    const { submitter } = event;
    void sending.finally(() => { setTimeout(() => { form.requestSubmit(submitter); }, 0); });
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
}

function texts(form: HTMLFormElement): FormData {
  const held = new FormData(form);
  for (const [name, value] of [...held.entries()]) if (value instanceof File) held.delete(name);
  return held;
}
