"""A submitted version as the engine takes it: what jurors read, without names, and who stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from karta.portal.engines.review.sources import Author, Document, Identified, Organisation, Part, Shown
from karta.portal.rooms.awards.models import Question, Submission


def shown(submission: Submission, questions: Sequence[Question]) -> Shown:
    """Its answers and the copy of the deck without names, under the number of its entry."""
    answered = [(one, submission.answers.get(str(one.pk), "")) for one in questions]
    blind = submission.blind
    number = submission.entry.number
    return Shown(
        title=f"№ {number}",
        parts=tuple(Part(one.label_bg, one.label_en, text) for one, text in answered if text),
        documents=(Document(str(blind.pk), f"{number}.pdf", blind.media_type, blind.size, blind.sha256),),
    )


def identified(submission: Submission) -> Identified:
    """Its spin-off and its applicant: whom conflicts of interest are looked for with."""
    return Identified(
        title=submission.name,
        authors=(Author(user_id=submission.entry.applicant_id),),
        organisations=(Organisation(org_id=submission.org_id, name=submission.name),),
    )
