"""The list as a file: CSV, a workbook, JSON; each with the rule and the terms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from karta.explore.export.harmless import harmless
from karta.portal.rooms.spinoffs.entries import Entry
from karta.portal.rooms.spinoffs.queries import Goal
from karta.portal.rooms.spinoffs.rule import REVIEWED, RULE

COLUMNS = (
    "key", "org_id", "name_bg", "name_en", "state", "lacking", "origin_kind", "origin", "founded_year", "closed_year",
    "settlement_bg", "settlement_en", "district", "evidence", "decided_on", "sources", "addresses", "awards",
)  # fmt: skip
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


def row(entry: Entry, language: str) -> dict[str, Any]:
    """One company as plain values; unknown is None. Lists stand joined by "; ". Titles of sources in `language`."""
    place = entry.place
    settlement = place.settlement if place and place.settlement else {"bg": None, "en": None}
    titles = (one.title[language] or one.title["bg"] or one.title["en"] or "" for one in entry.proofs)
    return {
        "key": entry.key, "org_id": entry.org_id or None, "name_bg": entry.name["bg"], "name_en": entry.name["en"],
        "state": entry.state, "lacking": "; ".join(entry.lacking) or None, "origin_kind": entry.origin_kind or None,
        "origin": entry.origin or None, "founded_year": entry.founded_year, "closed_year": entry.closed_year,
        "settlement_bg": settlement["bg"], "settlement_en": settlement["en"],
        "district": place.district if place else None,
        "evidence": entry.evidence or None, "decided_on": entry.decided_on and entry.decided_on.isoformat(),
        "sources": "; ".join(dict.fromkeys(titles)) or None,
        "addresses": "; ".join(dict.fromkeys(one.address for one in entry.proofs if one.address)) or None,
        "awards": "; ".join(code for code, _name in entry.awards) or None,
    }  # fmt: skip


def terms(day: date, language: str) -> list[str]:
    """What a file says of itself: how to cite it, whose the facts are, the rule."""
    return [
        _("Karta: spin-offs towards the goal, as of %(day)s") % {"day": day.isoformat()},
        _("Free to use with this line as the source. What a source says stays under the terms of that source."),
        _("What counts as a spin-off (reviewed %(day)s):") % {"day": REVIEWED},
        *(clause[language] for clause in RULE),
    ]


def as_csv(entries: Sequence[Entry], day: date, language: str) -> bytes:
    """One line a company; terms as the last lines, each behind `#`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in row(one, language).values()])
    for line in terms(day, language):
        writer.writerow([f"# {line}"])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(entries: Sequence[Entry], day: date, language: str) -> bytes:
    """The list on the first sheet, terms on the second."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("Spin-offs")[:31])
        sheet.freeze_panes(1, 4)
        sheet.write_row(0, 0, COLUMNS, bold)
        for number, one in enumerate(entries, start=1):
            for column, cell in enumerate(row(one, language).values()):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, harmless(str(cell)))
        about = book.add_worksheet(_("Terms")[:31])
        for number, line in enumerate(terms(day, language)):
            about.write_string(number, 0, harmless(line))
    return file.getvalue()


def as_json(entries: Sequence[Entry], goal: Goal | None, day: date, language: str) -> bytes:
    """{"terms", "goal", "spin_offs"}."""
    said = {
        "terms": terms(day, language),
        "goal": goal and {"verified": goal.verified, "checked": goal.checked, "target": goal.target, "year": goal.year},
        "spin_offs": [row(one, language) for one in entries],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
