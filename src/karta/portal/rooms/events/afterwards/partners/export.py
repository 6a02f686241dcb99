"""The report as a spreadsheet and as PDF, in one language."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image
from xlsxwriter import Workbook

from karta.explore.export import harmless
from karta.portal.directory.models import Edition
from karta.portal.directory.places import country_name
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.afterwards.gallery.services import file_name
from karta.portal.rooms.events.afterwards.models import Picture, Report
from karta.portal.rooms.events.afterwards.partners.queries import Row
from karta.portal.rooms.events.afterwards.printing.papers import days_and_place, issuer
from karta.portal.rooms.events.afterwards.printing.pdf import pdf
from karta.portal.rooms.events.models import SessionPartner
from karta.vocab import formats

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def role_label(role: str) -> str:
    """A role of one body in the reader's language."""
    return str(dict(SessionPartner.Role.choices).get(role) or _("funder"))


def _in(pair: Any, language: str) -> str:
    return str((pair or {}).get(language) or (pair or {}).get("bg") or (pair or {}).get("en") or "")


def _few(number: int | None) -> str | int:
    return _("not told: it would point to fewer than five") if number is None else number


def figures(report: Report, language: str) -> list[tuple[str, int | str]]:
    """(what, how many or why not) of each figure about people, countries after the others."""
    told = report.figures
    lines: list[tuple[str, int | str]] = [
        (_("Registered with a place"), _few(told["registered"])), (_("Seen at the entrance"), _few(told["came"])),
    ]  # fmt: skip
    lines += [(country_name(code, language), number) for code, number in told["countries"]]
    if told["countries"] or told["others"]:
        lines.append((_("Other countries, or none given"), _few(told["others"])))
    return lines


def as_xlsx(rows: Iterable[Row], report: Report, language: str) -> bytes:
    """Two sheets: partners with roles and days, and figures; nothing in them that a program runs."""
    file = io.BytesIO()
    with override(language), Workbook(file, OPTIONS) as book:
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_("Partners"))
        sheet.freeze_panes(1, 1)
        heads = [_("Partner"), _("Role"), _("In which session"), _("From"), _("Until"), _("Website"), _("Source")]
        sheet.write_row(0, 0, heads, bold)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row, language)):
                if cell and not isinstance(cell, str):
                    sheet.write_datetime(at, column, cell, days)
                elif cell:
                    sheet.write_string(at, column, harmless(cell))
        sheet.autofit()
        told = book.add_worksheet(_("Figures"))
        told.write_row(0, 0, [_("What"), _("People")], bold)
        for at, (what, number) in enumerate(figures(report, language), start=1):
            told.write_string(at, 0, harmless(what))
            (told.write_number if isinstance(number, int) else told.write_string)(at, 1, number)
        told.autofit()
    return file.getvalue()


def _cells(row: Row, language: str) -> list[Any]:
    return [
        _in(row.body.name, language), role_label(row.role), _in(row.session, language), row.starts_on, row.ends_on,
        row.body.website, "; ".join(_in(one, language) for one in row.sources),
    ]  # fmt: skip


def as_pdf(edition: Edition, rows: Iterable[Row], report: Report, chosen: Iterable[Picture], language: str) -> bytes:
    """The report on paper, with the pictures that were chosen."""
    with override(language):
        counted = report.counted_at.astimezone(SOFIA).date()
        content = {
            "title": _("Report to partners"),
            "issuer": issuer(language),
            "brand": _("Karta"),
            "language": language,
            "event": _in(edition.name, language),
            "dates": days_and_place(edition, language),
            "counted": _("Counted on %(day)s. Groups of fewer than five people are not told.")
            % {"day": formats.day(counted, language)},
            "partners_label": _("Partners and their roles"),
            "heads": [_("Partner"), _("Role"), _("Days")],
            "rows": [_printed(row, language) for row in rows],
            "figures_label": _("Who came"),
            "figures": [[what, str(number)] for what, number in figures(report, language)],
            "pictures_label": _("Pictures"),
            "pictures": [_drawn(one, language) for one in chosen],
        }
        return pdf("report.typ", content, day=counted)


def _printed(row: Row, language: str) -> list[str]:
    days = " – ".join(dict.fromkeys(formats.day(day, language) for day in (row.starts_on, row.ends_on) if day))
    said = role_label(row.role)
    return [_in(row.body.name, language), f"{said}: {_in(row.session, language)}" if row.session else said, days]


def _drawn(picture: Picture, language: str) -> dict[str, str]:
    """A picture as SVG around a JPEG: the only way to hand typst a picture that lies in no folder of its own."""
    width, height = next((one for one in picture.widths if one[0] >= 960), picture.widths[-1])
    held = io.BytesIO()
    with default_storage.open(file_name(picture.uid, width)) as file, Image.open(file) as opened:
        opened.convert("RGB").save(held, "JPEG", quality=85)
    data = base64.b64encode(held.getvalue()).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )
    caption = _in(picture.caption, language)
    return {"svg": svg, "alt": _in(picture.alt, language), "caption": caption, "credit": picture.credit}
