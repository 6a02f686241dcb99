"""How likely a name that was asked is an organisation's, by the model that links names, and what is certain of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from karta.matching.features import Evidence
from karta.matching.model import Scored, score_readings
from karta.matching.reading import Named, readings

# Each feature in words, Bulgarian and English, as people are told why two names were matched.
FEATURES = {
    "same_name": ("всяка дума се среща и в двете имена", "every word stands in both names"),
    "words": ("дял на думите, които се срещат и в двете имена, 0–1", "share of words that both names have, 0–1"),
    "legal_form": ("една и съща правна форма", "same legal form"),
    "numbers": ("едни и същи числа в името", "same numbers in the name"),
    "acronym": ("общото е само съкращение", "all they share is an acronym"),
}
_TELLING = ("name", "topic", "suffix")  # kinds of words that more than a type of body share


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` 0–1: the model's probability; `features` by the ids of FEATURES, without those that cannot be told;
    `is_certain`: the model joins them without a person, and no word is left over, slipped, or of another legal form;
    `shares_word`: they have a telling word in common."""

    score: float = 0.0
    features: dict[str, float | bool] = field(default_factory=dict)
    is_certain: bool = False
    shares_word: bool = False


SAME = Likeness(1.0, {}, is_certain=True, shares_word=True)


def likeness(asked: Named, known: Iterable[Named]) -> Likeness:
    """The best of all names that an organisation has; of no name, no likeness."""
    made = [
        score_readings(left, right) for left in readings(asked) for name in known for right in readings(name)
        if left.tokens and right.tokens
    ]  # fmt: skip
    found = [_likeness(one, one.evidence) for one in made if one.evidence is not None]
    return max(found, key=lambda one: (one.is_certain, one.score), default=Likeness())


def _likeness(found: Scored, evidence: Evidence) -> Likeness:
    told = evidence.values
    is_all = not evidence.left_over and not evidence.right_over
    is_slip = any(match.how == "slip" for match in evidence.matches)
    has_form = any(told[name] for name in ("form_same", "form_near", "form_differs"))
    features: dict[str, float | bool] = {"same_name": is_all and not is_slip, "words": _share(evidence)}
    features |= {"legal_form": bool(told["form_same"])} if has_form else {}
    features |= {"numbers": False} if told["numbers_differ"] else {}
    features |= {"acronym": True} if "only_acronym" in evidence.forbids else {}
    is_certain = found.decision == "same" and is_all and not is_slip and features.get("legal_form") is not False
    shares = any(match.left.kind in _TELLING for match in evidence.matches)
    return Likeness(found.score, features, is_certain, shares)


def _share(evidence: Evidence) -> float:
    """Share of all words, by what they tell, that have their match in the other name."""
    both = sum(match.left.bits + match.right.bits for match in evidence.matches)
    over = sum(token.bits for token in (*evidence.left_over, *evidence.right_over))
    return round(both / (both + over), 4) if both else 0.0
