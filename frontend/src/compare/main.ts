// The comparison works without scripts: its picker is a form, its columns move by links. This prints it.
import "../styles/compare.css";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => { window.print(); });
}
