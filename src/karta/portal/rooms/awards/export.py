"""The entries of an award as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from karta.explore.export import harmless
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.awards.categories import categories
from karta.portal.rooms.awards.models import Entry, Question

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(entries: Iterable[Entry], questions: list[Question]) -> bytes:
    """One row an entry: its state, its last submitted version with the answers, digest and moment."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, head = book.add_worksheet(_("Entries")), book.add_format({"bold": True, "text_wrap": True})
    titles = [_("No."), _("State"), _("Category"), _("Spin-off"), _("Id on the map"), _("Version"), _("Submitted"),
              _("Digest (SHA-256)")]  # fmt: skip
    sheet.write_row(0, 0, [*titles, *(in_language(one.label) for one in questions)], head)
    for row, one in enumerate(entries, start=1):
        sheet.write_row(row, 0, _row(one, questions))
    sheet.freeze_panes(1, 0)
    book.close()
    return held.getvalue()


def _row(entry: Entry, questions: list[Question]) -> list[Any]:
    submissions = list(entry.submissions.all())
    if not submissions:
        return ["", entry.get_state_display()]
    last = submissions[0]
    told = [
        entry.number, entry.get_state_display(), in_language(categories()[last.category].name), harmless(last.name),
        last.org_id, last.version, f"{last.at.astimezone(SOFIA):%Y-%m-%d %H:%M:%S}", last.sha256,
    ]  # fmt: skip
    return told + [harmless(last.answers.get(str(one.pk), "")) for one in questions]
