// Buttons that copy an address or a citation; they are hidden where there is nothing to copy with.

const TOLD_MS = 2000;

export function bindCopy(root: ParentNode, clipboard: Pick<Clipboard, "writeText"> | undefined): void {
  if (!clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => { void copy(button, clipboard); });
  }
}

async function copy(button: HTMLButtonElement, clipboard: Pick<Clipboard, "writeText">): Promise<void> {
  const word = button.querySelector("span");
  const before = word?.textContent ?? "";
  await clipboard.writeText(button.dataset["copy"] ?? "");
  if (!word) return;
  word.textContent = button.dataset["copied"] ?? before;
  word.setAttribute("role", "status");
  setTimeout(() => { word.textContent = before; }, TOLD_MS);
}
