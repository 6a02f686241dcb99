"""Which encoding a text file is in: sure signs first, statistics only where they do not decide."""

from __future__ import annotations

import codecs
import re

from karta.pipeline.ingest.user_file.messages import BadFile

_SAMPLE = 200_000
_CYRILLIC_1251 = re.compile("[А-Яа-яёЁіІ№–—„“”‘’«»…€\u00a0§©®°±]")


def decode(data: bytes, file: str, said: str | None = None) -> tuple[str, str]:
    """Text of a file and the name of its encoding (utf-8, utf-8-sig, utf-16, utf-16-le, utf-16-be, windows-1251, …).

    `said`: what a person or a mapping claims. Errors: BadFile wrong_encoding, with the first line that does not fit and
    the encoding that would; unknown_encoding.
    """
    if said is None:
        found = guess(data, file)
        return _text(data, found, errors="strict" if found != "utf-8" else "ignore"), found
    try:
        text = _text(data, said, errors="strict")
    except (UnicodeDecodeError, LookupError) as error:
        line = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise BadFile("wrong_encoding", file, said=_label(said), line=line, found=_label(guess(data, file))) from None
    found = said if data.isascii() else guess(data, file)
    if not _agree(said, found):
        raise BadFile("wrong_encoding", file, said=_label(said), line=_first_foreign_line(data), found=_label(found))
    return text, said


def guess(data: bytes, file: str) -> str:
    """Name of the encoding. Errors: BadFile unknown_encoding."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    two_bytes = _two_bytes(data[:_SAMPLE])
    if two_bytes:
        return two_bytes
    if is_utf8(data):
        return "utf-8"
    return _one_byte(data, file)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; a letter cut in two at the very end is a truncated file, not another encoding."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and error.reason == "unexpected end of data"
    return True


def _two_bytes(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is 0 (Latin) or 4 (Cyrillic)."""
    if len(sample) < 8:
        return None
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = sample[start::2]
        if (half.count(0) + half.count(4)) / len(half) > 0.9 and half.count(0):
            return name
    return None


def _one_byte(data: bytes, file: str) -> str:
    high = [char for char in data[:_SAMPLE].decode("windows-1251", "replace") if ord(char) > 127]
    readable = sum(bool(_CYRILLIC_1251.match(char)) for char in high)
    # Windows-1251 text is Bulgarian letters nearly throughout; a western code page read as 1251 mixes in Ћ, љ, ¤.
    if high and readable / len(high) > 0.97:
        return "windows-1251"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise BadFile("unknown_encoding", file)
    return best.encoding.replace("_", "-").replace("cp1251", "windows-1251")


def _text(data: bytes, encoding: str, *, errors: str) -> str:
    return data.decode(encoding, errors).removeprefix("\ufeff")


def _agree(said: str, found: str) -> bool:
    """A one-byte page reads any bytes without complaint, so only UTF-8 and UTF-16 can contradict what was said."""
    said_kind, found_kind = _family(said), _family(found)
    return said_kind == found_kind or (said_kind == "other" and found_kind == "other")


def _family(name: str) -> str:
    plain = name.lower().replace("_", "-")
    if plain.startswith(("utf-8", "utf8")):
        return "utf-8"
    return "utf-16" if plain.startswith("utf-16") else "other"


def _first_foreign_line(data: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", data)
    return data[: found.start()].count(b"\n") + 1 if found else 1


def _label(name: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "windows-1251": "Windows-1251", "cp1251": "Windows-1251"}.get(
        name.lower(), name.upper()
    )
