import "../styles/imports.css";
import htmx from "htmx.org";
import { isFigure } from "./columns.ts";

// The policy of the site allows no inline styles; the indicator's stand in no page of ours.
htmx.config.includeIndicatorStyles = false;

/** Unit, year and decimal sign concern figures only; without scripts they are always there. */
function followChoices(table: ParentNode): void {
  for (const select of table.querySelectorAll<HTMLSelectElement>('select[name^="field-"]')) {
    const show = (): void => {
      select.closest("tr")?.classList.toggle("plain", !isFigure(select.value));
      select.closest("tr")?.classList.toggle("open", select.value === "");
    };
    select.addEventListener("change", show);
    show();
  }
}

for (const form of document.querySelectorAll("[data-columns]")) followChoices(form);
