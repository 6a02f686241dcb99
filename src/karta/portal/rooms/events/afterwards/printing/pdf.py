"""A template of this folder filled with texts: PDF/UA-1, the same file on every machine for the same texts.

Names of people come in any alphabet: what none of the fonts has a glyph for is printed as U+FFFD, and `unprintable`
tells of it before anything is printed.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from karta.explore.report.glyphs import FONTS, characters, printable
from karta.portal.platform.directions import straight

HERE = Path(__file__).parent
FOLDERS = [FONTS, HERE / "fonts"]
# Joins and choices of form within a name; they have no glyph of their own and need none.
SHAPING = frozenset("\u200b\u200c\u200d\ufe0e\ufe0f")
RIGHT_TO_LEFT = ("R", "AL")


def pdf(template: str, content: dict[str, Any], *, day: date) -> bytes:
    """One file. `template`: a name such as `badges.typ`; `day`: that the file says it was made on.

    Errors: typst.TypstError where the template is broken.
    """
    import typst  # not for who never prints

    made: bytes = typst.compile(**_asked(template, content, day), format="pdf", pdf_standards="ua-1")
    return made


def pictures(template: str, content: dict[str, Any], *, day: date, ppi: float = 96) -> list[bytes]:
    """The pages as PNG, for looking at."""
    import typst

    made: list[bytes] | bytes = typst.compile(**_asked(template, content, day), format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def one_line(name: str) -> str:
    """A name as it is printed: composed letters, single spaces, no signs that turn the direction of writing."""
    return " ".join(straight(unicodedata.normalize("NFC", name)).split())


def direction(name: str) -> str:
    """`rtl` where the first letter with a direction runs to the left, else `ltr` (UAX 9, rules P2 and P3)."""
    kinds = (unicodedata.bidirectional(letter) for letter in name)
    return "rtl" if next((kind for kind in kinds if kind in ("L", *RIGHT_TO_LEFT)), "L") in RIGHT_TO_LEFT else "ltr"


def unprintable(name: str) -> str:
    """The characters of a name that no font here has a glyph for, each once."""
    return "".join(dict.fromkeys(letter for letter in one_line(name) if letter not in _known()))


@cache
def _known() -> frozenset[str]:
    return characters(path for folder in FOLDERS for path in folder.glob("*.ttf")) | SHAPING


def _asked(template: str, content: dict[str, Any], day: date) -> dict[str, Any]:
    return {
        "input": str(HERE / template),
        "root": str(HERE),
        "font_paths": [str(folder) for folder in FOLDERS],
        "ignore_system_fonts": True,
        "timestamp": int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        "sys_inputs": {"content": json.dumps(printable(content, _known()), ensure_ascii=False)},
    }
