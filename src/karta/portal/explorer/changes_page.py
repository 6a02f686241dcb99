"""The changes between two publications in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.explore.filters import Filter
from karta.explore.published import AggregateChange, Changes, FigureChange, OrganisationChange, Shown
from karta.portal.explorer.map_page import words
from karta.snapshot.store import Publication
from karta.vocab import formats
from karta.vocab.labels import closed_list_names, field, label

REASON_NAMES = {
    "new_source": gettext_lazy("new source"),
    "newer_version": gettext_lazy("newer version of a source"),
    "removed_source": gettext_lazy("source removed"),
    "correction": gettext_lazy("correction or decision"),
    "merge": gettext_lazy("organisations joined"),
    "split": gettext_lazy("organisation parted"),
    "redirect": gettext_lazy("new identifier"),
    "link": gettext_lazy("record moved to another organisation"),
    "rule": gettext_lazy("rule or code"),
    "new_organisation": gettext_lazy("new organisation"),
    "gone": gettext_lazy("organisation gone"),
}
BECAUSE_NAMES = {
    "reference_year": gettext_lazy("the reference year moved on"),
    "code": gettext_lazy("the program's version changed"),
}
CHANGE_NAMES = {
    "added": gettext_lazy("new"),
    "removed": gettext_lazy("gone"),
    "changed": gettext_lazy("described anew"),
}
SOURCE_CHANGES = {
    "new": gettext_lazy("new source"),
    "newer": gettext_lazy("newer version"),
    "removed": gettext_lazy("removed"),
}


@dataclass(frozen=True, slots=True)
class PublicationRow:
    name: str
    at: datetime
    is_current: bool
    is_rollback: bool
    is_kept: bool
    changes: str  # address of what changed from the one before; "" for the first
    as_of: str


def publication_rows(told: Sequence[Publication]) -> list[PublicationRow]:
    """Publications, newest first; those whose snapshot is not kept any more can only be named."""
    rows = []
    for position, one in enumerate(told):
        before = [other for other in told[:position] if other.is_kept and other.name != one.name]
        rows.append(PublicationRow(
            name=one.name, at=one.at, is_current=position == len(told) - 1, is_rollback=one.is_rollback,
            is_kept=one.is_kept,
            changes=changes_address(before[-1].name, one.name) if before and one.is_kept else "",
            as_of=f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
        ))  # fmt: skip
    return rows[::-1]


def changes_address(older: str, newer: str, params: Sequence[tuple[str, str]] = ()) -> str:
    """The page of what changed between two snapshots; `params`: a filter."""
    query = f"?{urlencode(params)}" if params else ""
    return reverse("explorer:changes", args=[older, newer]) + query


class ChangesPage:
    """What `changes` found, ready to print."""

    def __init__(self, found: Changes, told: Sequence[Publication], language: str) -> None:
        self.found, self.language = found, language
        self.published = {one.name: one.at for one in told}

    def context(self, asked: Filter, page: int, reason: str | None, per_page: int) -> dict[str, Any]:
        """Names and values for explorer/changes.html."""
        found, params = self.found, asked.to_params()
        here = changes_address(found.old, found.new)
        count = found.reasons.get(reason, 0) if reason else found.figure_count

        def address(**also: Any) -> str:
            extra = [(name, str(value)) for name, value in also.items() if value]
            return f"{here}?{urlencode([*params, *extra])}" if params or extra else here

        most = max(count, 0 if reason else found.organisation_count)
        return {
            "found": found,
            "older": {"name": found.old, "at": self.published.get(found.old)},
            "newer": {"name": found.new, "at": self.published.get(found.new)},
            "reasons": [
                {"name": str(REASON_NAMES[code]), "count": self._count(number), "is_on": code == reason,
                 "address": address() if code == reason else address(reason=code)}
                for code, number in found.reasons.items()
            ],
            "figures": [self._figure(one) for one in found.figures],
            "organisations": [] if reason else [self._organisation(one) for one in found.organisations],
            "organisation_counts": [
                {"change": str(CHANGE_NAMES[change]), "reason": str(REASON_NAMES[code]), "count": self._count(number)}
                for (change, code), number in found.organisation_reasons.items()
            ],
            "aggregates": [self._aggregate(one) for one in found.aggregates],
            "sources": [
                {"title": one.title, "source_id": one.source_id, "change": str(SOURCE_CHANGES[one.change]),
                 "before": one.before, "after": one.after}
                for one in found.sources
            ],
            "figure_count": self._count(count),
            "organisation_count": self._count(found.organisation_count),
            "page": page,
            "pages": max(1, -(-most // per_page)),
            "before": address(reason=reason, page=page - 1) if page > 1 else "",
            "after": address(reason=reason, page=page + 1) if page * per_page < most else "",
            "json": f"{reverse('api:openapi-json').rsplit('/', 1)[0]}/changes?"
            + urlencode([*params, ("older", found.old), ("newer", found.new)]),
        }  # fmt: skip

    def _count(self, number: float) -> str:
        return formats.count(number, self.language)

    def _figure(self, one: FigureChange) -> dict[str, Any]:
        because = BECAUSE_NAMES.get(one.because) or REASON_NAMES.get(one.because)
        return {
            "name": (one.name_bg, one.name_en),
            "org_id": one.org_id,
            "is_gone": one.after.state == "unknown" and one.reason in ("gone", "merge", "redirect"),
            "measure": words.measure_name(one.measure, self.language),
            "measure_code": one.measure,
            "before": self._shown(one.before, one.measure),
            "after": self._shown(one.after, one.measure),
            "after_year": one.after.year if one.after.claim_id else None,
            "reason": str(REASON_NAMES[one.reason]),
            "because": str(because or ""),
            "source_id": one.source_id,
        }

    def _shown(self, figure: Shown, measure: str) -> str:
        """ "€1.2m (2024)", bounds as bounds; "unknown" where nothing is shown."""
        if figure.state == "unknown":
            return _("unknown")
        if figure.state == "other_currency":
            return _("other currency") + (f" ({figure.year})" if figure.year else "")
        ends = [None if end is None or abs(end) == float("inf") else end for end in (figure.min, figure.max)]
        written = ["" if end is None else words.amount(measure, end, self.language, short=False) for end in ends]
        value = None if figure.value is None else words.amount(measure, figure.value, self.language, short=False)
        is_bound = ends[0] is None or ends[1] is None
        text = formats.interval(ends[0], ends[1], None if is_bound else value, written)
        outdated = f", {_('outdated')}" if figure.state == "outdated" else ""
        return f"{text} ({figure.year}{outdated})"

    def _organisation(self, one: OrganisationChange) -> dict[str, Any]:
        return {
            "name": (one.name_bg, one.name_en),
            "org_id": one.org_id,
            "change": str(CHANGE_NAMES[one.change]),
            "is_gone": one.change == "removed",
            "reason": str(REASON_NAMES[one.reason]),
            "other": one.other_org_id,
            "attributes": [
                {"name": field("organisations", column)["label"][self.language],
                 "before": self._attribute(column, before), "after": self._attribute(column, after)}
                for column, before, after in one.attributes
            ],
        }  # fmt: skip

    def _attribute(self, column: str, value: str | None) -> str:
        if value is None:
            return _("unknown")
        named = label(column, value, self.language) if column in closed_list_names() else None
        return named or value

    def _aggregate(self, one: AggregateChange) -> dict[str, str]:
        english = self.language == "en"
        what = _("Organisations") if one.measure is None else words.capitalised(
            f"{words.measure_name(one.measure, self.language)}, {words.STATISTIC_NAMES['sum']}"
        )  # fmt: skip
        return {
            "what": str(what),
            "where": (one.district_en if english else one.district_bg) or "",
            "before": self._amount(one.measure, one.before),
            "after": self._amount(one.measure, one.after),
        }

    def _amount(self, measure: str | None, value: float | None) -> str:
        if value is None:
            return _("unknown")
        return self._count(value) if measure is None else words.amount(measure, value, self.language)
