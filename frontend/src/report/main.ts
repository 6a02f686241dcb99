// The report page: saving a PDF says that it is being made, and a button prints the page.
import "../styles/report.css";
import { saveFile } from "./files.ts";

const state = document.querySelector<HTMLElement>("[data-report-state]");

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-report-files] a")) {
  link.addEventListener("click", (event) => {
    if (!state || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    void saveFile(link.href, (name) => { state.textContent = state.dataset[name] ?? ""; }, save).then(() => { link.ariaBusy = null; });
  });
}

const printer = document.querySelector<HTMLButtonElement>("[data-report-print]");
if (printer) {
  printer.hidden = false;
  printer.addEventListener("click", () => { print(); });
}
