"""Where the data comes from: every source with its licence, freshness, rows and findings."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from karta.explore.citation import citation, source_terms
from karta.explore.export import harmless
from karta.portal.explorer import queries
from karta.portal.explorer.profile_page import json_ld
from karta.portal.explorer.profile_page.links import in_languages, permalink
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language

FINDINGS_SHOWN = 100
# How long after its usual interval a source counts as old.
INTERVALS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
EVERY = {
    "day": _("daily"),
    "week": _("weekly"),
    "month": _("monthly"),
    "quarter": _("quarterly"),
    "year": _("yearly"),
    "once": _("never: published once"),
}


def source_list(request: HttpRequest) -> HttpResponse:
    """All sources of the snapshot, in the manifest's order."""
    snapshot = asked_snapshot(request)
    sources = [entry | {"is_old": is_old(entry)} for entry in snapshot.manifest["sources"]]
    return render(request, "explorer/sources.html", {"sources": sources, "section": "data", "tab": "sources"})


def source_page(request: HttpRequest, source_id: str) -> HttpResponse:
    """One source: terms, freshness, what came in, what was found, what to do when it breaks."""
    snapshot = asked_snapshot(request)
    entry = queries.source(snapshot, source_id)
    if entry is None:
        raise Http404(f"source {source_id}: not in snapshot {snapshot.name}")
    found = queries.findings(snapshot, source_id, limit=FINDINGS_SHOWN)
    checks = [check for check in snapshot.manifest.get("checks", []) if source_id in check["check"]]
    said = {
        "source": entry | {"is_old": is_old(entry)},
        "every": EVERY.get(str(entry.get("every")), entry.get("every")),
        "findings": found,
        "finding_count": sum(entry.get("findings", {}).values()),
        "passed": [check for check in checks if check["passed"]],
        "failed": [check for check in checks if not check["passed"]],
        "json_ld": json_ld.script(json_ld.source(request, entry)),
        "addresses": in_languages(request),
        "citation": _citation(request, entry),
        "section": "data",
        "tab": "sources",
    }
    return render(request, "explorer/source.html", said)


def _citation(request: HttpRequest, entry: dict[str, Any]) -> str:
    """The source with its own terms, as it stands in this map."""
    snapshot, said = asked_snapshot(request), language()
    return f"{source_terms(entry, said)}. {citation(snapshot, said)}. {permalink(request)}"


def findings_csv(request: HttpRequest, source_id: str) -> HttpResponse:
    """All findings of a source as a table; cells that a spreadsheet would run are made harmless."""
    snapshot = asked_snapshot(request)
    if queries.source(snapshot, source_id) is None:
        raise Http404(f"source {source_id}: not in snapshot {snapshot.name}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(queries.FINDING_COLUMNS)
    for row in queries.findings(snapshot, source_id):
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in row.values()])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{source_id}-findings.csv"'
    return response


def is_old(entry: dict[str, Any]) -> bool | None:
    """Whether the retrieval is older than the source's own interval; None where it has none."""
    allowed = INTERVALS.get(str(entry.get("every") or ""))
    if allowed is None or not entry.get("retrieved"):
        return None
    return date.fromisoformat(str(entry["retrieved"])[:10]) + timedelta(days=allowed) < date.today()  # noqa: DTZ011 - days
