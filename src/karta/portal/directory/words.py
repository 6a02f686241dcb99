"""News in words of one language, for feeds, letters and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from karta.explore.published import FigureChange, Shown
from karta.portal.directory.news import Named, News
from karta.vocab import formats
from karta.vocab.labels import label

REASON_NAMES = {
    "new_source": _lazy("new source"),
    "newer_version": _lazy("newer version of a source"),
    "removed_source": _lazy("source removed"),
    "correction": _lazy("correction"),
    "merge": _lazy("records joined"),
    "split": _lazy("records parted"),
    "redirect": _lazy("new identifier"),
    "link": _lazy("record moved"),
    "rule": _lazy("another rule or reference year"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed. `kind`: came, went or figure."""

    kind: str
    org_id: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def summary(found: News, language: str) -> str:
    """ "12 organisations, 10 before: 3 new, 1 gone, 4 figures changed"."""
    with translation.override(language):
        parts = [
            (found.came_count, ngettext("%(n)s new", "%(n)s new", found.came_count)),
            (found.went_count, ngettext("%(n)s gone", "%(n)s gone", found.went_count)),
            (found.figures_count, ngettext("%(n)s figure changed", "%(n)s figures changed", found.figures_count)),
        ]
        said = ", ".join(text % {"n": formats.count(number, language)} for number, text in parts if number)
        counts = ngettext("%(n)s organisation, %(before)s before", "%(n)s organisations, %(before)s before",
                          found.count_after) % {
            "n": formats.count(found.count_after, language), "before": formats.count(found.count_before, language)
        }  # fmt: skip
        return f"{counts}: {said}" if said else counts


def lines(found: News, language: str) -> list[Line]:
    """What changed, one thing a line: who came, who went, which figures."""
    with translation.override(language):
        came = [Line("came", one.org_id, _name(one, language), _("new")) for one in found.came]
        went = [Line("went", one.org_id, _name(one, language), _("gone")) for one in found.went]
        figures = [Line("figure", one.org_id, _name(one, language), _figure(one, language)) for one in found.figures]
        return [*came, *went, *figures]


def unlisted(found: News) -> int:
    """How many changes are counted but not listed."""
    listed = len(found.came) + len(found.went) + len(found.figures)
    return found.came_count + found.went_count + found.figures_count - listed


def _name(one: Named | FigureChange, language: str) -> str:
    both: tuple[Any, Any] = (one.name_bg, one.name_en) if language == "bg" else (one.name_en, one.name_bg)
    return str(both[0] or both[1] or one.org_id)


def _figure(one: FigureChange, language: str) -> str:
    before, after = (_value(side, one.measure, language) for side in (one.before, one.after))
    reason = REASON_NAMES.get(one.reason)
    return f"{label('measure', one.measure, language)} {before} → {after}" + (f" ({reason})" if reason else "")


def _value(side: Shown, measure: str, language: str) -> str:
    value, year = side.value, side.year
    if value is None:
        return _("unknown") if side.min is None and side.max is None else _("known as a range")
    is_count = measure in ("headcount", "fte")
    text = formats.number(value, language) if is_count else formats.money(value, language)
    return f"{text} ({year})" if year else text
