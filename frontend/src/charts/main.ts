// The charts page. Everything works without this file; it spares the button beside the lists above a chart.
import "../styles/explorer.css";
import "../styles/charts.css";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-at-once]")) {
  form.classList.add("at-once");
  form.addEventListener("change", () => { form.requestSubmit(); });
}
