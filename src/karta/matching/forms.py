"""Legal forms in names, in both alphabets and wherever they stand; which of them can be one body's. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from karta.matching.names import search_key
from karta.matching.words import data
from karta.vocab.labels import legal_form_spellings

# Forms of one kind: liability is limited, shares are issued … A change inside a group is common, across it rare.
GROUPS = {
    "limited": ("EOOD", "OOD", "LTD", "LLC", "GMBH", "SRL", "BV", "SL", "DPK"),
    "shares": ("EAD", "AD", "PLC", "SA", "AG", "NV", "INC", "JSC", "KDA", "ED"),
    "trust": ("ADSIC", "EADSIC", "REIT"),
    "partnership": ("SD", "KD", "DZZD", "LLP", "LP", "GP"),
    "association": ("SNC", "FOND", "NCH"),
    "public": ("DP", "OP"),
    "cooperative": ("KOOP", "EKD"),
}
COMMERCIAL = frozenset(form for group in ("limited", "shares", "trust", "partnership") for form in GROUPS[group])
# Found in the middle of a name too („АД, гр. София“); the others are too short or too common for that.
_ANYWHERE = frozenset({"EOOD", "OOD", "EAD", "AD", "ADSIC", "EADSIC", "DZZD", "LTD", "LLC", "GMBH", "PLC", "INC"})
# Words that name a kind of body rather than only its form: they stay in the name.
_KEPT = frozenset({*GROUPS["association"], *GROUPS["cooperative"], "DP", "OP"})
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
# Short ones that stand before a name as well.
_BEFORE = frozenset({"ad", "ead", "ood", "eood", "sd", "kd", "dzzd", "ooo", "oao", "pao", "zao", "ao", "jsc", "llc",
                     "ltd", "srl", "pt", "tov"})  # fmt: skip
_SHORT = 3  # letters of a form that is taken from the beginning of a name only if it stands in _BEFORE
_LONGEST = 6  # words of a form: sociedad de responsabilidad limitada …


@lru_cache(maxsize=100_000)
def take_form(name: str) -> tuple[str, str | None]:
    """A name without its legal forms, and the code of the last one, or None: `"В И К" АД, ГР.ЛОВЕЧ` → AD.

    Forms at the end or the beginning are taken, those of the register in the middle too. A name that is nothing but a
    form is kept whole.
    """
    form = None
    while True:
        found = _one_form(name)
        if found is None:
            return name, form
        name, form = found[0], form or found[1]


def _one_form(name: str) -> tuple[str, str] | None:
    spans = [(match.start(), match.end(), search_key(match.group()).replace(" ", "")) for match in _WORD.finditer(name)]
    for length in range(min(_LONGEST, len(spans) - 1), 0, -1):
        for start in (len(spans) - length, 0):
            words = " ".join(key for _, _, key in spans[start : start + length])
            form = _forms().get(words)
            if form is not None and (start or len(words) > _SHORT or words in _BEFORE):
                return _without(name, spans[start][0], spans[start + length - 1][1]), form
    for start, end, key in reversed(spans[1:]):
        form = _forms().get(key)
        if form in _ANYWHERE:
            return _without(name, start, end), form
    return None


def _without(name: str, start: int, end: int) -> str:
    return f"{name[:start]} {name[end:]}"


@lru_cache(maxsize=10_000)
def form_code(printed: str | None) -> str | None:
    """The code of a legal form that stands in a column of its own."""
    return _forms().get(_words(printed)) if printed else None


def forms_agree(one: str | None, other: str | None) -> str | None:
    """same | near (one kind of form, as ЕООД and ООД) | differs; None where a side has none."""
    if one is None or other is None:
        return None
    if one == other:
        return "same"
    return "near" if _group(one) == _group(other) else "differs"


@cache
def _group(form: str) -> str:
    return next((group for group, members in GROUPS.items() if form in members), form)


@cache
def _forms() -> dict[str, str]:
    """Words of a form, each without dots, → its code; Bulgarian forms of kinds.yml before foreign ones."""
    listed = data()["foreign_forms"].items()
    foreign = {_words(spelling): code for code, spellings in listed for spelling in spellings}
    own = {_words(spelling): code for spelling, code in legal_form_spellings().items() if code not in _KEPT}
    return foreign | own | {"adsits": "ADSIC", "eadsits": "EADSIC", "reit": "REIT"}


def _words(spelling: str) -> str:
    return " ".join(search_key(word).replace(" ", "") for word in spelling.split())
