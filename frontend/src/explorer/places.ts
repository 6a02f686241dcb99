// A circle opens the list of its organisations in a dialog: Esc closes it, focus returns to the map.

/** Shows the list behind an address of the page's own origin. The server's answer is a finished fragment. */
export async function openPlace(dialog: HTMLDialogElement, href: string, title: string): Promise<void> {
  const body = dialog.querySelector<HTMLElement>(".dialog-body");
  const heading = dialog.querySelector<HTMLElement>("h2");
  if (!body || !heading) throw new Error("places: the dialog lacks .dialog-body or h2; see templates/explorer/map_dialogs.html");
  heading.textContent = title;
  body.replaceChildren();
  dialog.classList.add("is-loading");
  dialog.showModal();
  const answer = await fetch(href, { headers: { "HX-Request": "true" } });
  dialog.classList.remove("is-loading");
  if (!answer.ok) {
    body.textContent = dialog.dataset["failed"] ?? "";
    return;
  }
  body.innerHTML = await answer.text();
}
