"""What was submitted, as one JSON text whose SHA-256 stands on the receipt. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from karta.portal.rooms.awards.models import Entry, File, Question


def content(entry: Entry, award: str, questions: Sequence[Question], deck: File, blind: File) -> str:
    """The draft of an entry as it is submitted: keys in order, no time, so that the same draft is the same text."""
    told: dict[str, Any] = {
        "award": award, "entry": str(entry.pk), "category": entry.category, "name": entry.name, "org_id": entry.org_id,
        "answers": [
            {"question_bg": one.label_bg, "question_en": one.label_en, "answer": entry.answers.get(str(one.pk), "")}
            for one in questions
        ],
        "files": [{"kind": one.kind, "size": one.size, "sha256": one.sha256} for one in (deck, blind)],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
