// Rounds of review: a juror's draft is kept while it is written; a plan that is computed is looked at again.
import "../styles/rooms.css";
import "../styles/review.css";
import { bindDraft } from "../site/draft.ts";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) bindDraft(form);
const waits = document.querySelector<HTMLElement>("[data-reload]");
if (waits) window.setTimeout(() => { window.location.reload(); }, Number(waits.dataset["reload"]) * 1000);
