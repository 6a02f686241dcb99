"""`{% load karta %}`: built assets, icons, and numbers, money and dates in the reader's language."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.forms import Form
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from karta.portal.platform import icons, mail, queries
from karta.portal.platform.forms import ROLE_LABELS
from karta.vocab import formats
from karta.vocab.labels import label

register = template.Library()
_CYRILLIC, _LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[^\\W\\d_\u0250-\U0010ffff]")
MANIFEST = str(Path(settings.FRONTEND) / "manifest.json")
ALPHABETS = {"bg": ("cyrillic", "latin"), "en": ("latin",)}  # of the built fonts; digits are Latin


def _built() -> int:
    """When the front end was built: another time is another build."""
    try:
        return os.stat(MANIFEST).st_mtime_ns  # noqa: PTH116 - asked several times a page, and a tenth of Path's time
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{MANIFEST}: the front end is not built; run make setup") from error


@lru_cache(maxsize=2)
def _chunks(built: int) -> dict[str, Any]:  # noqa: ARG001 - a new build is a new entry
    """Vite's manifest."""
    return json.loads(Path(MANIFEST).read_text("utf-8"))


def _styles(chunks: dict[str, Any], name: str) -> list[str]:
    """Style files of a chunk, those of the chunks that it imports first."""
    chunk = chunks[name]
    inner = [style for imported in chunk.get("imports", ()) for style in _styles(chunks, imported)]
    return list(dict.fromkeys([*inner, *chunk.get("css", ())]))


@register.simple_tag
def asset(entry: str) -> SafeString:
    """Script and style elements of one front-end entry (frontend/src/<entry>/main.ts)."""
    return _asset(entry, _built())


@lru_cache(maxsize=64)
def _asset(entry: str, built: int) -> SafeString:
    chunks, name = _chunks(built), f"src/{entry}/main.ts"
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(style),) for style in _styles(chunks, name))
    )
    return format_html('{}<script type="module" src="{}"></script>', styles, static(chunks[name]["file"]))


def built(source: str) -> Path:
    """The built file of a front-end source (frontend/src/<source>), for what is served under an address of its own."""
    return Path(settings.FRONTEND) / str(_chunks(_built())[f"src/{source}"]["file"])


@register.simple_tag
def fonts() -> SafeString:
    """Fetches the letters of the reader's language along with the styles: a page whose letters change jumps."""
    return _fonts(language(), _built())


@lru_cache(maxsize=8)
def _fonts(language: str, built: int) -> SafeString:
    names = (f"{alphabet}-{weight}" for alphabet in ALPHABETS[language] for weight in (400, 600))
    files = (f"node_modules/@fontsource/noto-sans/files/noto-sans-{name}-normal.woff2" for name in names)
    return format_html_join(
        "", '<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>',
        ((static(_chunks(built)[file]["file"]),) for file in files),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, path: str) -> str:
    """A path with the address of the portal before it, as search engines want it; without it for a wrong host."""
    try:
        return settings.ADDRESS + path if settings.ADDRESS else str(context["request"].build_absolute_uri(path))
    except (KeyError, DisallowedHost):
        return path


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One 16-px stroke icon; it repeats the word beside it, so that readers of a screen skip it."""
    drawn = mark_safe(icons.PATHS[name])  # noqa: S308 - our own constant
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', drawn)


def language() -> str:
    return (get_language() or "bg")[:2]


@register.filter
def role_label(role: str) -> str:
    """A role (rules.ROLES) in the reader's language."""
    return str(ROLE_LABELS[role])


@register.filter
def plain(form: Form) -> Form:
    """A form whose fields show no words inside them: the label says what belongs there."""
    for field in form or ():
        field.field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """1 234,5 / 1,234.5; "" for None: unknown is said with {% value %}."""
    return "" if value is None else formats.number(value, language(), int(places))


@register.filter
def money(value: float | None, form: str = "exact") -> str:
    """EUR: `money` or `money:"exact"` in thousands, `money:"short"` in millions from a million on."""
    return "" if value is None else formats.money(value, language(), short=form == "short")


@register.filter
def percent(share: float | None, places: int = 0) -> str:
    """A share of 0–1 as 57 % / 57%."""
    return "" if share is None else formats.percent(share, language(), int(places))


@register.filter
def day(value: date | str | None) -> str:
    """A date, or a text of year, month or day precision: 23.11.2026 / 23 November 2026."""
    if not value:
        return ""
    return formats.printed_date(value, language()) if isinstance(value, str) else formats.day(value, language())


Pair = dict[str, str | None] | tuple[str | None, str | None]


def _texts(pair: Pair | None) -> tuple[str | None, str | None]:
    """(the reader's text, the other language's) of {"bg": …, "en": …} or (Bulgarian, English)."""
    if not pair:
        return None, None
    both = (pair.get("bg"), pair.get("en")) if isinstance(pair, dict) else (pair[0], pair[1])
    return both if language() == "bg" else both[::-1]


@register.filter
def in_language(pair: Pair | None) -> str:
    """The reader's text of a pair; the other language's where theirs is missing."""
    first, second = _texts(pair)
    return first or second or ""


@register.simple_tag
def named(pair: Pair | None) -> SafeString:
    """The reader's text of a pair; where only the other language has one, marked as being in that language."""
    first, second = _texts(pair)
    return quoted(first) if first else quoted(second)


@register.simple_tag
def quoted(text: str | None) -> SafeString:
    """Words of a source, marked with their language where their alphabet is not the reader's."""
    said = str(text or "")
    written = script(said)
    if written in (None, language()):
        return format_html("{}", said)
    return format_html('<span lang="{}">{}</span>', written, said)


def script(text: str) -> str | None:
    """The language that the letters of a text speak for: bg for Cyrillic, en for Latin, None without letters."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return None
    return "bg" if cyrillic >= latin else "en"


@register.filter
def web_address(text: str | None) -> str:
    """An address that may be followed: http or https, with https put before a bare host; "" for anything else."""
    said = (text or "").strip()
    if said.startswith(("http://", "https://")):
        return said
    return f"https://{said}" if said and "." in said and ":" not in said and " " not in said else ""


@register.filter
def labelled(code: str | None, list_name: str) -> str:
    """The label of a code of a closed list (vocab/kinds.yml); the code itself where it has none."""
    return "" if code is None else label(list_name, str(code), language()) or str(code)


@register.inclusion_tag("platform/value.html")
def value(kind: str, text: str = "", note: str = "") -> dict[str, str]:
    """One value as its kind demands: known, zero, unknown, not_applicable, confidential, estimated.

    text: the formatted number of a known, zero or estimated value. note: small words behind it.
    """
    if kind not in {"known", "zero", "unknown", "not_applicable", "confidential", "estimated"}:
        raise ValueError(f"value: {kind} is no kind of value; see platform/value.html")
    return {"kind": kind, "text": text, "note": note}


@register.inclusion_tag("platform/mail_state.html")
def mail_state() -> dict[str, Any]:
    """For operators: whether mail reaches anybody, and which letters did not."""
    return {"is_to_files": mail.is_to_files(), "folder": getattr(settings, "EMAIL_FILE_PATH", ""), **queries.letters()}
