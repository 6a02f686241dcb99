"""The ticket: a QR code that holds nothing but a random code, on a page and as PDF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno

from karta.explore.report.glyphs import FONTS, printable

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a ticket, in one language. `words`: labels by name; `sessions`: lines."""

    language: str
    event: str
    when: str
    where: str
    name: str
    code: str
    spelt: str
    sessions: list[str]
    words: dict[str, str]


def qr_svg(code: str) -> str:
    """The code as an SVG element with its quiet zone; black on white in every theme, since it is for a camera."""
    made = segno.make_qr(code, error="m", boost_error=False)
    return str(made.svg_inline(scale=6, border=4, light="#fff", dark="#000", svgclass="qr", lineclass=None))


def pdf(ticket: Printed, at: datetime) -> bytes:
    """One page, A5, PDF/UA-1. A name that the font has no letters for is left out: the code is what counts.

    Errors: typst.TypstError where the template is broken.
    """
    import typst  # not for who never prints

    is_printable = printable(ticket.name) == ticket.name
    made = segno.make_qr(ticket.code, error="m", boost_error=False)
    told = printable({
        "language": ticket.language, "event": ticket.event, "when": ticket.when, "where": ticket.where,
        "name": ticket.name if is_printable else "", "spelt": ticket.spelt, "sessions": ticket.sessions,
        "words": ticket.words,
    })  # fmt: skip
    rows = [[bool(cell) for cell in row] for row in made.matrix]
    return bytes(typst.compile(
        str(HERE / "ticket.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf",
        pdf_standards="ua-1", timestamp=int(at.timestamp()),
        sys_inputs={"ticket": json.dumps(told, ensure_ascii=False), "rows": json.dumps(rows)},
    ))  # fmt: skip
