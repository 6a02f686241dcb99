"""A group's numbers as cells: text, share, what the number leaves out, and the address of its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.facets import Choice
from karta.explore.filters import Filter
from karta.explore.groups import Group
from karta.explore.number import Number
from karta.explore.summary import MeasureSummary, Summary
from karta.explore.years import YearSum
from karta.portal.explorer.map_page import words
from karta.portal.explorer.proof_page.address import proof_address
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. kind: known | zero | unknown; `share` (0–100) draws its bar; `note`: what stands under it."""

    kind: str
    text: str = ""
    href: str = ""
    note: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a short list: a sector, a segment."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose numbers they are: a group, the filter that gives it and the reader's language."""

    group: Group
    asked: Filter
    language: str

    def proof(
        self, measure: str | None = None, statistic: str = "count", *, year: int | None = None, **cells: str
    ) -> str:
        """The address of the proof of one number of this group."""
        asked = self.asked if year is None else replace(self.asked, year=year)
        inside = {"place": self.group.code, **cells} if self.group.level == "settlement" else cells
        return proof_address(Number(asked=asked, cells=tuple(inside.items()), measure=measure, statistic=statistic))

    def count(self, number: int) -> str:
        return formats.count(number, self.language)


def organisations(subject: Subject, summary: Summary) -> Cell:
    return _counted(subject, summary.organisations, subject.proof())


def measure_sum(subject: Subject, name: str, told: MeasureSummary, total: int) -> Cell:
    """A sum with how many it is made of, the share known and the number left out."""
    if told.sum.sum is None:
        return Cell("unknown", note=_known(subject, told, total))
    text = words.amount(name, told.sum.sum, subject.language)
    kind = "zero" if told.sum.sum == 0 else "known"
    return Cell(kind, text, subject.proof(name, "sum"), _known(subject, told, total))


def measure_median(subject: Subject, name: str, told: MeasureSummary) -> Cell:
    if told.median is None:
        return Cell("unknown")
    text = words.amount(name, told.median, subject.language)
    return Cell("zero" if told.median == 0 else "known", text, subject.proof(name, "median"))


def _known(subject: Subject, told: MeasureSummary, total: int) -> str:
    """ "n = 5 of 11 (45 %), 2 left out"."""
    share = formats.percent(told.sum.share_known or 0, subject.language)
    said = _("n = %(known)s of %(total)s (%(share)s)") % {
        "known": subject.count(told.sum.organisations), "total": subject.count(total), "share": share,
    }  # fmt: skip
    if told.sum.left_out:
        left = ngettext("%(number)s left out", "%(number)s left out", told.sum.left_out)
        said += f", {left % {'number': subject.count(told.sum.left_out)}}"
    return said


def choice(subject: Subject, part: str, one: Choice) -> Cell:
    """How many of the group have this code, with their share; `undecided` has no filter and so no proof."""
    href = "" if one.code == "undecided" else subject.proof(**{part: one.code})
    share = one.count / one.all if one.all else 0
    cell = _counted(subject, one.count, href)
    note = formats.percent(share, subject.language) if one.all else ""
    return replace(cell, note=note, share=f"{100 * share:.1f}")


def items(subject: Subject, part: str, choices: list[Choice], most: int) -> tuple[list[Item], int]:
    """The most frequent of a list, unknown last, and how many more there are."""
    known = [one for one in choices if one.code != "unknown"]
    unknown = [one for one in choices if one.code == "unknown"]
    shown = [*known[:most], *unknown]
    named = [Item(_name(part, one, subject.language), choice(subject, part, one)) for one in shown]
    return named, len(known) - len(known[:most])


def year(subject: Subject, measure: str, told: YearSum | None) -> Cell:
    """The sum of one year with the number of organisations that it adds."""
    if told is None:
        return Cell("unknown")
    note = _("n = %(known)s") % {"known": subject.count(told.organisations)}
    if told.left_out:
        left = ngettext("%(number)s left out", "%(number)s left out", told.left_out)
        note += f", {left % {'number': subject.count(told.left_out)}}"
    if told.sum is None:
        return Cell("unknown", note=note)
    text = words.amount(measure, told.sum, subject.language)
    return Cell("zero" if told.sum == 0 else "known", text, subject.proof(measure, "sum", year=told.year), note)


def aligned(lists: list[list[Choice]]) -> list[str]:
    """The codes of several closed lists in their common order, `undecided` and `unknown` last."""
    codes = dict.fromkeys(one.code for choices in lists for one in choices)
    last = [code for code in ("undecided", "unknown") if code in codes]
    return [*(code for code in codes if code not in last), *last]


def row(lists: list[list[Choice]], code: str, make: Callable[[int, Choice], Cell]) -> list[Cell]:
    """One row over all columns: the cell of `code` in each of the lists; 0 where a list does not have it."""
    cells = []
    for position, choices in enumerate(lists):
        total = choices[0].all if choices else 0
        found = next((one for one in choices if one.code == code), Choice(code, "", "", 0, total))
        cells.append(make(position, found))
    return cells


def _counted(subject: Subject, number: int, href: str) -> Cell:
    return Cell("known" if number else "zero", subject.count(number), href if number else "")


def _name(part: str, one: Choice, language: str) -> str:
    named = words.named(one, language)
    is_sector = part in ("section", "division", "group", "class") and one.code != "unknown"
    return f"{one.code} {named}" if is_sector else named
