"""How alike two names are, and why. Pure; what else is known of the two (place, number) is weighed by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from karta.matching.names import search_key, split_key
from karta.matching.sounds import is_one_slip, sound_key

# Each feature in words, Bulgarian and English, as people are told why two names were matched.
FEATURES = {
    "same_name": ("едно и също име, без правната форма", "same name, less the legal form"),
    "same_sound": ("името звучи еднакво", "the name sounds the same"),
    "words": ("дял на думите, които се срещат и в двете имена, 0–1", "share of words that both names have, 0–1"),
    "legal_form": ("една и съща правна форма", "same legal form"),
    "numbers": ("едни и същи числа в името", "same numbers in the name"),
    "acronym": ("едното е съкращение на другото", "one is an acronym of the other"),
}
SAME_SOUND, ONE_SLIP, MOST_OF_WORDS, ACRONYM = 0.97, 0.92, 0.9, 0.6
WORD_SLIP, WORD_BEGINNING = 0.8, 0.5  # what a word counts for that is one slip away, or the beginning of the other
OTHER_FORM, OTHER_NUMBER = 0.94, 0.6  # factors
SHORTEST_SLIP = 4
LONGEST_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` 0–1; `features` by the ids of FEATURES, without those that cannot be told; `is_certain`: nothing in the
    names speaks against their being one organisation's, and they are more than an acronym."""

    score: float
    features: dict[str, float | bool]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Name:
    core: str
    legal_form: str | None
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    numbers: tuple[str, ...]


def compare(one: str, other: str) -> Likeness:
    """Two names as they are written, in either alphabet."""
    return compare_keys(search_key(one), search_key(other))


def compare_keys(one: str, other: str) -> Likeness:
    """Two names as search keys (karta.matching.names). An empty one is like nothing."""
    left, right = _read(one), _read(other)
    if not left.core or not right.core:
        return Likeness(0.0, {}, is_certain=False)
    is_same, is_heard = left.core == right.core, "".join(left.sounds) == "".join(right.sounds)
    features: dict[str, float | bool] = {"same_name": is_same, "same_sound": is_heard}
    features["words"] = shared = 1.0 if is_heard else round(_shared(left, right), 4)
    score = 1.0 if is_same else SAME_SOUND if is_heard else MOST_OF_WORDS * shared
    if not is_heard and _is_slip("".join(left.sounds), "".join(right.sounds)):
        score = max(score, ONE_SLIP)
    is_acronym = not is_heard and (_is_acronym(left, right) or _is_acronym(right, left))
    if is_acronym:
        features["acronym"] = True
        score = max(score, ACRONYM)
    agrees_form = _agree(left.legal_form, right.legal_form)
    agrees_numbers = None if not left.numbers and not right.numbers else left.numbers == right.numbers
    for name, agrees, factor in (
        ("legal_form", agrees_form, OTHER_FORM), ("numbers", agrees_numbers, OTHER_NUMBER),
    ):  # fmt: skip
        if agrees is not None:
            features[name] = agrees
            score *= 1.0 if agrees else factor
    speaks_against = agrees_form is False or agrees_numbers is False
    return Likeness(round(score, 4), features, is_heard and not speaks_against and not _may_be_acronym(left))


@lru_cache(maxsize=100_000)
def _read(key: str) -> _Name:
    named = split_key(key)
    words = tuple(named.core.split())
    numbers = tuple(sorted(word for word in words if word.isdecimal()))
    return _Name(named.core, named.legal_form, words, tuple(sound_key(named.core).split()), numbers)


def _agree(one: str | None, other: str | None) -> bool | None:
    return None if one is None or other is None else one == other


def _shared(left: _Name, right: _Name) -> float:
    """How much of both names is in the other, by letters: a long word says more than a short one."""
    both = [_found(left, right), _found(right, left)]
    letters = [sum(map(len, name.sounds)) for name in (left, right)]
    return sum(both) / max(1, sum(letters))


def _found(name: _Name, other: _Name) -> float:
    there = set(other.sounds)
    return sum(len(sound) * (1.0 if sound in there else _nearest(sound, other.sounds)) for sound in name.sounds)


def _nearest(sound: str, others: tuple[str, ...]) -> float:
    if any(_is_slip(sound, other) for other in others):
        return WORD_SLIP
    begins = any(
        min(len(sound), len(other)) >= SHORTEST_SLIP - 1 and (other.startswith(sound) or sound.startswith(other))
        for other in others
    )
    return WORD_BEGINNING if begins else 0.0


def _is_slip(one: str, other: str) -> bool:
    """One slip of the hand in a word that is long enough, and not only a number."""
    return (
        min(len(one), len(other)) >= SHORTEST_SLIP
        and abs(len(one) - len(other)) <= 1
        and not (one.isdecimal() or other.isdecimal())
        and not _digits_differ(one, other)
        and is_one_slip(one, other)
    )


def _digits_differ(one: str, other: str) -> bool:
    return [char for char in one if char.isdecimal()] != [char for char in other if char.isdecimal()]


def _is_acronym(short: _Name, long: _Name) -> bool:
    letters = short.core.replace(" ", "")
    initials = "".join(word[0] for word in long.words)
    return len(short.words) == 1 and 2 <= len(letters) <= len(long.words) and letters == initials[: len(letters)]


def _may_be_acronym(name: _Name) -> bool:
    """One short word: many organisations may be called by it."""
    return len(name.words) == 1 and len(name.core) <= LONGEST_ACRONYM and not _is_pronounced(name.core)


def _is_pronounced(word: str) -> bool:
    """Vowels and consonants take turns: `roche`, not `bcnp`."""
    vowels = [char in "aeiouy" for char in word]
    return len(word) >= SHORTEST_SLIP and any(vowels) and max(_runs(vowels)) <= 2


def _runs(flags: list[bool]) -> list[int]:
    runs, before = [0], None
    for flag in flags:
        runs.append(runs[-1] + 1 if flag == before else 1)
        before = flag
    return runs
