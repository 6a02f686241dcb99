// An entry's form keeps its draft while it is being written.
import { bindDraft } from "../site/draft.ts";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) bindDraft(form);
