"""The team's sheet of registrations, as CSV and XLSX: no text in it is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook

from karta.explore.export import harmless
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.models import Admission, Place, Registration
from karta.portal.rooms.events.registration.fields import FIELDS

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows(admission: Admission, found: Iterable[Registration], language: str) -> Iterator[list[str]]:
    """Headings, then one row a registration. The code of a ticket is not among it: who has it can come in with it."""
    asked = [one.field for one in admission.asked.all()]
    yield [_("Name"), _("E-mail"), _("Language"), _("State"), _("Registered"), _("Came"), _("Sessions"),
           *(str(FIELDS[name].label) for name in asked)]  # fmt: skip
    for one in found:
        sessions = [
            place.session.title[language] or ""
            for place in one.places.all()
            if place.session is not None and place.state == Place.State.HELD
        ]
        yield [
            one.name, one.email, one.language, state_in_words(one), _moment(one.asked_at), _moment(one.came_at),
            "; ".join(sessions), *(one.answers.get(name, "") for name in asked),
        ]  # fmt: skip


def state_in_words(one: Registration) -> str:
    """The state of a row of queries.with_state."""
    if one.cancelled_at:
        return pgettext("registration", "cancelled")
    if one.confirmed_at is None:
        return pgettext("registration", "address not confirmed")
    return str(Place.State(one.place).label) if one.place else ""


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SOFIA):%Y-%m-%d %H:%M}" if at else ""


def as_csv(told: Iterable[list[str]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in told:
        writer.writerow([harmless(cell) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def as_xlsx(told: Iterable[list[str]]) -> bytes:
    """One sheet, its head kept in sight."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Registrations"))
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(told):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(at, column, harmless(cell))
        sheet.autofit()
    return file.getvalue()
