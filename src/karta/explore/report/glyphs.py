"""Which characters the report's font can print. PDF/UA allows no character without a glyph, and sources write any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

FONTS = Path(__file__).parent / "fonts"
MISSING = "\ufffd"  # the sign for a character that could not be shown
LAYOUT = "\n"
OPERATORS = "≠≤≥≈"  # typst carries a font of its own for these; Noto Sans leaves them to Noto Sans Math
WINDOWS_UNICODE, SEGMENTS, END = (3, 1), 4, 0xFFFF  # platform and encoding; format; end of the basic plane
WINDOWS_ALL_PLANES, GROUPS = (3, 10), 12


Printable = TypeVar("Printable")


def printable(content: Printable, known: Set[str] | None = None) -> Printable:
    """Texts, lists and dictionaries of them, with MISSING for each character without a glyph.

    `known`: characters that can be printed; the report's own fonts' if it is left out.
    """
    known = _covered() if known is None else known
    if isinstance(content, str):
        return cast("Printable", "".join(char if char in known else MISSING for char in content))
    if isinstance(content, list):
        return cast("Printable", [printable(one, known) for one in content])
    if isinstance(content, dict):
        return cast("Printable", {name: printable(one, known) for name, one in content.items()})
    return content


def characters(fonts: Iterable[Path]) -> frozenset[str]:
    """What at least one of some TrueType files has a glyph for, with the ends of lines."""
    return frozenset(LAYOUT).union(*(_characters(path.read_bytes()) for path in fonts))


@cache
def _covered() -> frozenset[str]:
    every = [frozenset(_characters(path.read_bytes())) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*every) | frozenset(LAYOUT + OPERATORS)


def _characters(font: bytes) -> Iterator[str]:
    """The characters of a TrueType file. Source: OpenType specification, `cmap`, formats 4 and 12."""
    tables = {font[at : at + 4]: _number(font, at + 8, 4) for at in range(12, 12 + 16 * _number(font, 4), 16)}
    cmap = tables[b"cmap"]
    for at in range(cmap + 4, cmap + 4 + 8 * _number(font, cmap + 2), 8):
        table, encoding = cmap + _number(font, at + 4, 4), (_number(font, at), _number(font, at + 2))
        if (encoding, _number(font, table)) == (WINDOWS_UNICODE, SEGMENTS):
            yield from _of_segments(font, table)
        elif (encoding, _number(font, table)) == (WINDOWS_ALL_PLANES, GROUPS):
            yield from _of_groups(font, table)


def _of_segments(font: bytes, table: int) -> Iterator[str]:
    size = _number(font, table + 6)  # bytes of each of the arrays below
    for i in range(table + 14, table + 14 + size, 2):
        # The last segment is the mark of the end, U+FFFF, which is no character.
        yield from map(chr, range(_number(font, i + size + 2), min(_number(font, i) + 1, END)))


def _of_groups(font: bytes, table: int) -> Iterator[str]:
    for i in range(table + 16, table + 16 + 12 * _number(font, table + 12, 4), 12):
        yield from map(chr, range(_number(font, i, 4), _number(font, i + 4, 4) + 1))


def _number(font: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(font[at : at + size], "big")
