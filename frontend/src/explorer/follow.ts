// "List only what the map shows": the box of the map is a filter of the form, and goes with the map.

const BOX = "input[type=hidden][name=bbox]";
const PAUSE = 250; // ms without a further move

/** Binds the switch of the page. `box` gives what the map shows. Returns what to call when the reader moved the map. */
export function bindFollow(root: Document, box: () => readonly number[]): () => void {
  // Before the form's own listener, which sends it.
  root.addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLInputElement && target.id === "follow-map") setBox(target.form, target.checked ? box() : undefined);
  }, { capture: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (timer !== undefined) clearTimeout(timer);
    timer = setTimeout(() => { send(root, box()); }, PAUSE);
  };
}

/** Puts the box into the form as its only one; undefined takes it out. */
export function setBox(form: HTMLFormElement | null, box: readonly number[] | undefined): void {
  if (!form) return;
  form.querySelectorAll(BOX).forEach((one) => { one.remove(); });
  if (!box) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "bbox";
  field.value = box.join(",");
  form.append(field);
}

function send(root: Document, box: readonly number[]): void {
  const on = root.querySelector<HTMLInputElement>("#follow-map");
  if (!on?.checked || !on.form) return;
  setBox(on.form, box);
  // A move of the map is no step to go back to.
  on.form.setAttribute("hx-push-url", "unset");
  on.form.setAttribute("hx-replace-url", "true");
  on.form.requestSubmit();
}

/** Shows the switch, once there is a map to follow. */
export function showFollow(root: ParentNode): void {
  root.querySelector<HTMLElement>(".follow[hidden]")?.removeAttribute("hidden");
}
