"""Tables of reviewing. Who stands behind an entry is in `identities` alone: juror-facing reads never join it."""

from karta.portal.engines.review.models.assigned import Assignment, Plan, Review
from karta.portal.engines.review.models.decided import Decision, Minute, Signature, Vote
from karta.portal.engines.review.models.entries import Entry
from karta.portal.engines.review.models.identities import Identity, Party
from karta.portal.engines.review.models.jurors import Conflict, Juror
from karta.portal.engines.review.models.rounds import Category, Criterion, Round

__all__ = [
    "Assignment", "Category", "Conflict", "Criterion", "Decision", "Entry", "Identity", "Juror", "Minute", "Party",
    "Plan", "Review", "Round", "Signature", "Vote",
]  # fmt: skip
