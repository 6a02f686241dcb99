"""Dues for the accountant, as CSV and XLSX: one row a charge, amounts as plain numbers, no text that a program runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from karta.explore.export import harmless
from karta.portal.rooms.members.dues import queries
from karta.portal.rooms.members.models import Charge
from karta.portal.rooms.members.templatetags.members import stands_in_words

Cell = str | int | Decimal | date | None


def columns() -> list[str]:
    """Headings in the reader's language."""
    return [
        _("Year"), _("Member"), _("Organisation on the map"), _("Kind of membership"), _("Charged, EUR"),
        _("Paid, EUR"), _("Waived, EUR"), _("Open, EUR"), _("State"), _("Due on"), _("Last paid on"), _("Reference"),
        _("References in the bank statement"), _("Reason of the waiver"),
    ]  # fmt: skip


def row(charge: Charge, today: date, language: str) -> list[Cell]:
    """One charge that came from `queries.charges`."""
    member = charge.membership
    return [
        charge.year, member.name[language], member.org_id, charge.kind.name[language], charge.amount_eur,
        charge.paid_eur, charge.waived_eur, charge.open_eur, stands_in_words(queries.stands(charge, today)),
        charge.due_on, max((one.paid_on for one in charge.came), default=None), charge.reference,
        "; ".join(one.reference for one in charge.came if one.reference), charge.waived_reason,
    ]  # fmt: skip


def as_csv(charges: Iterable[Charge], today: date, language: str) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic; a full stop before the cents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns())
    for charge in charges:
        writer.writerow([_text(cell) for cell in row(charge, today, language)])
    return ("\ufeff" + text.getvalue()).encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return harmless(str(cell)) if isinstance(cell, str) else "" if cell is None else str(cell)


def as_xlsx(charges: Iterable[Charge], today: date, language: str) -> bytes:
    """One sheet; amounts and days are numbers that can be summed and sorted."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        bold, cents = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_("Dues"))
        sheet.freeze_panes(1, 2)
        sheet.write_row(0, 0, columns(), bold)
        for at, charge in enumerate(charges, start=1):
            for column, cell in enumerate(row(charge, today, language)):
                if isinstance(cell, Decimal):
                    sheet.write_number(at, column, cell, cents)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, days)
                elif isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, harmless(cell))
        sheet.autofit()
    return file.getvalue()
