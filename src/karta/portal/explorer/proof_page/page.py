"""The proof of a number as its templates read it: words, numbers and addresses, ready to print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.explore.aggregate_proof import DOUBTFUL, PAGE, AggregateProof, Contribution, aggregate_proof
from karta.explore.citation import address as filter_address
from karta.explore.citation import citation
from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.explore.number import BARS, Number
from karta.explore.row_parts import PARTS
from karta.explore.sentence import filter_sentence
from karta.portal.directory.figure_cells import figure_cell
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.areas import measure_and_statistic, value_text
from karta.portal.explorer.map_page.state import State
from karta.portal.explorer.proof_page.address import proof_address
from karta.portal.explorer.proof_page.bars import bar_title
from karta.snapshot.reader import Snapshot
from karta.vocab import formats
from karta.vocab.labels import label

PART_NAMES = {
    "organisations": gettext_lazy("Organisations that the number speaks of"),
    "counted": gettext_lazy("In the number"),
    "group": gettext_lazy("Consolidated figures of groups"),
    "not_legal_unit": gettext_lazy("Figures of parts, groups and projects"),
    "open_interval": gettext_lazy("Open intervals (“over 300”)"),
    "too_large": gettext_lazy("Figures too large to be added"),
    "other_currency": gettext_lazy("In a currency without a rate"),
    "outdated": gettext_lazy("Only older figures"),
    "unknown": gettext_lazy("No figure"),
    "filter_undecided": gettext_lazy("Undecided: the interval only overlaps the range"),
    "filter_unknown": gettext_lazy("Unknown: nothing to compare with the filter"),
    "filter_outdated": gettext_lazy("Only figures older than the window"),
    "filter_other_currency": gettext_lazy("In a currency that cannot be compared"),
}
IN_DRAWER = 10


@dataclass(frozen=True, slots=True)
class PartRow:
    """Rows of one kind behind the number, with the list of them; `width` (0–100) draws its bar."""

    name: str
    count: str
    width: str
    address: str
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    source_id: str
    title: dict[str, str] | None
    licence: dict[str, str] | None
    attribution: str
    organisations: str
    amount: str
    share: str
    width: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One organisation with what it adds and the claim that says so."""

    name: tuple[str | None, str | None]
    org_id: str
    figure: str
    year: str
    share: str
    proof: str
    source: dict[str, str] | None
    claim: dict[str, Any] | None
    statement: str
    basis: str
    sources: list[dict[str, str]]  # of a count: who names the organisation


class ProofPage:
    """Everything that the proof of one number shows; `context()` is what its templates read."""

    def __init__(self, snapshot: Snapshot, number: Number, language: str, offset: int = 0, limit: int = PAGE) -> None:
        self.snapshot, self.number, self.language = snapshot, number, language
        self.found: AggregateProof = aggregate_proof(snapshot, number, offset=offset, limit=limit)

    def context(self) -> dict[str, Any]:
        """Names and values for explorer/aggregate_proof.html and its body."""
        found, number = self.found, self.number
        return {
            "found": found,
            "what": words.capitalised(measure_and_statistic(number.measure or "", number.statistic, self.language)),
            "is_sum": number.statistic in ("sum", "share"),
            "is_count": number.measure is None,
            "text": value_text(found.value, number.statistic, number.measure or "", self.language),
            "unit": self._unit(),
            "whole": value_text(found.whole, "sum", number.measure or "", self.language),
            "counted": self._count(found.counted),
            "organisations": self._count(found.organisations),
            "filter_words": number_sentence(self.snapshot, number, self.language),
            "filter_address": filter_address(number.asked),
            "map_address": map_address(number),
            "parts": self._parts(),
            "doubtful": self._doubtful(),
            "years": self._years(),
            "sources": self._sources(),
            "rows": [self._row(one) for one in found.contributions],
            "all_address": self._list("counted" if number.measure else "organisations"),
            "all_match_address": self._list("organisations"),
            "csv_address": proof_address(number, "proof_csv", part="counted" if number.measure else "organisations"),
            "rules": found.rules,
            "citation": citation(self.snapshot, self.language),
            "in_drawer": IN_DRAWER,
            **self._pager(),
        }

    def _count(self, number: float) -> str:
        return formats.count(number, self.language)

    def _unit(self) -> str:
        if self.number.statistic in ("count", "share") or self.number.measure != "headcount":
            return ""
        return words.unit("headcount")

    def _list(self, part: str) -> str:
        return proof_address(self.number, "proof_organisations", part=part)

    def _parts(self) -> list[PartRow]:
        size = max(self.found.organisations, 1)
        return [
            PartRow(str(PART_NAMES[part]), self._count(count), _width(count / size), self._list(part),
                    part == PARTS[0])
            for part, count in self.found.parts.items() if count or part == PARTS[0]
        ]  # fmt: skip

    def _doubtful(self) -> list[PartRow]:
        counts = self.found.doubtful
        return [PartRow(str(PART_NAMES[name]), self._count(counts[name]), "0", self._list(name))
                for name in DOUBTFUL if counts[name]]  # fmt: skip

    def _years(self) -> list[dict[str, Any]]:
        most = max((one.organisations for one in self.found.years), default=1)
        return [
            {"year": one.year, "organisations": self._count(one.organisations), "amount": self._amount(one.amount),
             "width": _width(one.organisations / most)}
            for one in self.found.years
        ]  # fmt: skip

    def _amount(self, amount: float | None) -> str:
        if amount is None or self.number.measure is None:
            return ""
        return words.amount(self.number.measure, amount, self.language)

    def _sources(self) -> list[SourceRow]:
        size = max(self.found.organisations, 1)
        made = []
        for one in self.found.sources:
            entry = one.entry or {}
            share = one.organisations / size if one.share is None else one.share
            made.append(SourceRow(
                source_id=one.source_id, title=entry.get("title"), licence=entry.get("licence"),
                attribution=entry.get("attribution") or "", organisations=self._count(one.organisations),
                amount=self._amount(one.amount), share=formats.percent(share, self.language, 1),
                width=_width(share),
            ))  # fmt: skip
        return made

    def _row(self, one: Contribution) -> ClaimRow:
        row, measure = one.organisation, self.number.measure
        names = (row.attributes["name_bg"] or row.attributes["eik"] or row.org_id, row.attributes["name_en"])
        if measure is None:
            named = [self._titles[source] for source in row.source_ids if source in self._titles]
            return ClaimRow(names, row.org_id, "", "", "", "", None, None, "", "", named)
        cell = figure_cell(row, measure, self._as_of(), self.language)
        claim = one.claim or {}
        basis = claim.get("basis")
        return ClaimRow(
            name=names, org_id=row.org_id, figure=cell.text, year=cell.year, proof=cell.proof, claim=one.claim,
            share="" if one.share is None else formats.percent(one.share, self.language, 1),
            source=self._titles.get(claim.get("source_id", "")),
            statement=label("statement", claim.get("statement") or "unknown", self.language) or "",
            basis="" if basis in (None, "unspecified") else label("basis", basis, self.language) or basis,
            sources=[],
        )  # fmt: skip

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        return {source["source_id"]: source["title"] for source in self.snapshot.manifest["sources"]}

    def _as_of(self) -> str:
        params = dict(self.number.asked.to_params())
        return f"?as_of={params['as_of']}" if "as_of" in params else ""

    def _pager(self) -> dict[str, Any]:
        first = self.found.offset
        last = first + len(self.found.contributions)
        page = first // PAGE + 1
        return {
            "first": self._count(first + 1 if self.found.contributions else 0),
            "last": self._count(last),
            "before": proof_address(self.number, page=page - 1) if first else "",
            "after": proof_address(self.number, page=page + 1) if last < self.found.counted else "",
            "page_address": proof_address(self.number),
        }


def _width(share: float) -> str:
    """A share of 0–1 as the width of a bar of 100, with a point in every language."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


def number_sentence(snapshot: Snapshot, number: Number, language: str) -> str:
    """The filter of a number in words, its cells included."""
    said = [filter_sentence(snapshot, number.asked, language)] if number.asked.to_params() or not number.cells else []
    rows = frame(snapshot, number.asked.year)
    for dimension, code in number.cells:
        if dimension in BARS:
            name = dimension.removesuffix("_bar")
            said.append(f"{words.filter_name(name, language)}: {bar_title(rows, name, int(code), language)}")
            continue
        name = _("Place") if dimension == "place" else words.filter_name(_filter_part(dimension), language)
        listed = "ekatte" if dimension == "place" else dimension
        said.append(f"{name}: {words.both(label_of(snapshot, rows, listed)(code), language)}")
    return "; ".join(said)


def _filter_part(dimension: str) -> str:
    return "nace" if dimension in ("section", "division", "group", "class") else dimension


def map_address(number: Number) -> str:
    """The map narrowed to the number's cells; "" where the filter has no word for one of them."""
    asked = number.asked
    for dimension, code in number.cells:
        part = _filter_part(dimension)
        if (
            dimension == "place"
            or dimension in BARS
            or code == "undecided"
            or (getattr(asked, part) and part == "nace")
        ):
            return ""
        asked = replace(asked, **{part: (code,)})
    return State(asked=asked, measure=number.measure).address()
