// Buttons that need a script; without one they stay hidden.

/** Shows and binds "share" (copies the address of this state) and "print", which waits for what print needs. */
export function bindActions(root: ParentNode, beforePrint: () => Promise<void>): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-share][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copyAddress(button));
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => { void beforePrint().then(() => { print(); }); });
  }
}

/** Copies the address bar and says so on the button itself, where the eye and the screen reader are. */
async function copyAddress(button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(location.href);
  const text = button.querySelector("span");
  if (!text) return;
  const before = text.textContent;
  text.textContent = button.dataset["done"] ?? before;
  setTimeout(() => { text.textContent = before; }, 4000);
}
