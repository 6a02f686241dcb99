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
                     "ltd", "srl", "pt", "tov", "uab", "sia", "zat", "pat", "prat", "pjsc", "ojsc", "cjsc",
                     "too"})  # fmt: skip
_SHORT = 3  # letters of a form that is taken from the beginning of a name only if it stands in _BEFORE
_LONGEST = 7  # words of a form: sociedad de responsabilidad limitada …


@lru_cache(maxsize=10_000)
def take_form(name: str) -> tuple[str, str | None]:
    """A name without its legal forms, and the code of the last one, or None: `"В И К" АД, ГР.ЛОВЕЧ` → AD.

    Forms at the end or the beginning are taken, those of the register in the middle too. A name that is nothing but a
    form is kept whole.
    """
    spans = [(match.start(), match.end(), search_key(match.group()).replace(" ", "")) for match in _WORD.finditer(name)]
    if _form_words().isdisjoint(key for _, _, key in spans):
        return name, None
    form, taken = None, []
    while (found := _one_form([key for _, _, key in spans])) is not None:
        start, length, code = found
        form = form or code
        taken.append((spans[start][0], spans[start + length - 1][1]))
        del spans[start : start + length]
    for start, end in sorted(taken, reverse=True):
        name = f"{name[:start]} {name[end:]}"
    return name, form


def _one_form(keys: list[str]) -> tuple[int, int, str] | None:
    """Where a form begins, how many words it has, and its code; the longest first, the end before the beginning."""
    for length in range(min(_LONGEST, len(keys) - 1), 0, -1):
        for start in (len(keys) - length, 0):
            words = " ".join(keys[start : start + length])
            form = _forms().get(words)
            if form is not None and (start or len(words) > _SHORT or words in _BEFORE):
                return start, length, form
    for start in range(len(keys) - 1, 0, -1):
        form = _forms().get(keys[start])
        if form in _ANYWHERE:
            return start, 1, form
    return None


@cache
def _form_words() -> frozenset[str]:
    """Words with which a form ends: a name that has none of them has no form."""
    return frozenset(form.split()[-1] for form in _forms())


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
