"""Two organisations field by field, in the reader's language: what each is said to be, and whether that agrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from karta.explore.rows import Figure
from karta.matching.names import search_key
from karta.matching.reading import site_of
from karta.portal.curation import rules
from karta.portal.curation.pair import Side
from karta.portal.platform.templatetags.karta import in_language, script
from karta.snapshot.schema import MEASURES
from karta.vocab import formats
from karta.vocab.labels import field, label

# Verdict → icon and tone of its tag; the word beside it says the same.
TONES = {
    "agrees": ("ok", "ok"), "differs": ("two", "warn"), "one_side": ("info", ""), "unknown": ("info", ""),
    "another_year": ("cal", "info"), "": ("", ""),
}  # fmt: skip
_WORD = re.compile(r"\w+|\W+")
ALIKE = 0.6  # of two words that differ in some letters only


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said of an organisation. `proof`: the measure whose proof stands behind it."""

    text: str
    note: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both. `verdict`: one of TONES."""

    label: str
    left: list[Told]
    right: list[Told]
    verdict: str

    @property
    def icon(self) -> str:
        return TONES[self.verdict][0]

    @property
    def tone(self) -> str:
        return TONES[self.verdict][1]

    @property
    def word(self) -> str:
        words = {
            "agrees": _("agrees"), "differs": _("differs"), "one_side": _("one side only"), "unknown": _("unknown"),
            "another_year": _("another year"), "": "",
        }  # fmt: skip
        return words[self.verdict]


def rows(left: Side, right: Side, titles: dict[str, str], language: str) -> list[Row]:
    """Fields that at least one has, and the four that matter most in any case. `titles` of sources."""
    both = left, right
    made = [
        _names(both, titles, "bg", _("Name in Bulgarian")),
        _names(both, titles, "en", _("Name in Latin letters")),
        *(_register_id(both, scheme, titles, language) for scheme in rules.REGISTER_IDS),
        _coded(both, _("Legal form"), lambda side: _legal_form(side, language)),
        _coded(both, _("Kind"), lambda side: _labels(side, "kind", language)),
        _coded(both, _("Place"), lambda side: _place(side, language)),
        _facts(both, _("Address"), "address", titles, search_key),
        _facts(both, _("Website"), "website", titles, lambda text: site_of(text) or text),
        _coded(both, _("Sector"), lambda side: _sector(side, language)),
        _coded(both, _("Founded"), _founded),
        *(_figure(both, measure, titles, language) for measure in MEASURES),
        _sources(both, titles),
    ]
    always = {_("Name in Bulgarian"), _register_label("eik", language), _("Place"), _("Website")}
    return [row for row in made if row.left or row.right or row.label in always]


def marked(one: str, other: str) -> list[tuple[str, bool]]:
    """The first text in pieces, each with whether the other text has something else there."""
    words, others = _WORD.findall(one), _WORD.findall(other)
    matcher = SequenceMatcher(
        None, [word.casefold() for word in words], [word.casefold() for word in others], autojunk=False
    )
    pieces: list[tuple[str, bool]] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        said, against = "".join(words[a:b]), "".join(others[c:d])
        pieces += [(said, False)] if kind == "equal" else _letters(said, against)
    return [piece for piece in pieces if piece[0]]


def _letters(one: str, other: str) -> list[tuple[str, bool]]:
    """The letters that differ, of words that are alike; else the whole."""
    matcher = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    if len(one.casefold()) != len(one) or matcher.ratio() < ALIKE:
        return [(one, True)]
    return [(one[a:b], kind != "equal") for kind, a, b, _c, _d in matcher.get_opcodes()]


Both = tuple[Side, Side]


def _verdict(one: Iterable[Any], other: Iterable[Any]) -> str:
    left, right = set(one), set(other)
    if not left and not right:
        return "unknown"
    if not left or not right:
        return "one_side"
    return "agrees" if left & right else "differs"


def _names(both: Both, titles: dict[str, str], language: str, title: str) -> Row:
    told, keys = [], []
    for side in both:
        written: dict[str, list[str]] = {}
        for one in side.names:
            if script(one.name) == language:
                written.setdefault(one.name, []).append(titles.get(one.record[0], one.record[0]))
        told.append([Told(name, ", ".join(dict.fromkeys(who))) for name, who in written.items()])
        keys.append({search_key(name) for name in written})
    return Row(title, *told, _verdict(*keys))


def _facts(both: Both, title: str, name: str, titles: dict[str, str], key: Callable[[str], str]) -> Row:
    told, keys = [], []
    for side in both:
        said = side.facts.get(name, {})
        told.append([Told(value, _who(who, titles)) for value, who in said.items()])
        keys.append({key(value) for value in said})
    return Row(title, *told, _verdict(*keys))


def _register_id(both: Both, scheme: str, titles: dict[str, str], language: str) -> Row:
    digits = 9 if scheme == "eik" else None  # a branch's thirteen begin with its company's nine
    return _facts(both, _register_label(scheme, language), scheme, titles, lambda value: value[:digits])


def _register_label(scheme: str, language: str) -> str:
    others = {"ro_cif": "CIF", "gb_crn": "Companies House", "vat": _("VAT number")}
    return others.get(scheme) or str(field("organisations", scheme)["label"][language])


def _who(records: Iterable[tuple[str, str]], titles: dict[str, str]) -> str:
    return ", ".join(dict.fromkeys(titles.get(source, source) for source, _record in records))


def _coded(both: Both, title: str, told: Callable[[Side], list[str]]) -> Row:
    left, right = (told(side) for side in both)
    return Row(title, [Told(text) for text in left], [Told(text) for text in right], _verdict(left, right))


def _legal_form(side: Side, language: str) -> list[str]:
    return [label("legal_form", code, language) or code for code in side.facts.get("legal_form", ())]


def _labels(side: Side, name: str, language: str) -> list[str]:
    both = side.row.labels.get(name)
    return [both[0 if language == "bg" else 1]] if both else []


def _place(side: Side, language: str) -> list[str]:
    for name in ("ekatte", "municipality", "district", "region"):
        if told := _labels(side, name, language):
            within = _labels(side, "district", language) if name in ("ekatte", "municipality") else []
            return [", ".join(dict.fromkeys(told + within))]
    return []


def _sector(side: Side, language: str) -> list[str]:
    code = side.row.attributes["nace_code"]
    named = _labels(side, "nace_code", language) or _labels(side, "nace", language)
    return [" ".join([code, *named])] if code else _labels(side, "segment", language)


def _founded(side: Side) -> list[str]:
    year = side.row.attributes["founded_year"]
    return [str(year)] if year else []


def _figure(both: Both, measure: str, titles: dict[str, str], language: str) -> Row:
    figures = [side.row.measures[measure] for side in both]
    who = [titles.get(side.shown.get(one.claim_id or "", ""), "") for one, side in zip(figures, both, strict=True)]
    told = [
        [] if one.value is None else [_told(one, measure, source, language)]
        for one, source in zip(figures, who, strict=True)
    ]
    return Row(label("measure", measure, language) or measure, *told, _figures_verdict(*figures))


def _told(figure: Figure, measure: str, source: str, language: str) -> Told:
    value = figure.value or 0
    text = formats.number(value, language) if measure == "headcount" else formats.money(value, language, short=True)
    return Told(text, ", ".join(filter(None, (str(figure.year or ""), source))), measure)


def _figures_verdict(left: Figure, right: Figure) -> str:
    if left.value is None or right.value is None:
        return "unknown" if left.value is right.value else "one_side"
    if left.year != right.year:
        return "another_year"
    ends = [(one.min if one.min is not None else float("-inf"), one.max if one.max is not None else float("inf"))
            for one in (left, right)]  # fmt: skip
    return "agrees" if max(low for low, _ in ends) <= min(high for _, high in ends) else "differs"


def _sources(both: Both, titles: dict[str, str]) -> Row:
    told = []
    for side in both:
        counted: dict[str, int] = {}
        for source, _record in side.records:
            counted[source] = counted.get(source, 0) + 1
        told.append([Told(titles.get(one, one), str(n) if n > 1 else "") for one, n in counted.items()])
    return Row(_("Sources"), *told, "")


def title_of(side: Side) -> str:
    """The organisation's name in the reader's language, else in the other, else its id."""
    return in_language(side.title) or side.org_id
