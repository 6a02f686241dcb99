"""A text for readers: organisations link to their pages, words of the other alphabet say their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from django.utils.safestring import SafeString
from lxml import etree
from lxml import html as markup

_SKIPPED = {"a", "h2", "h3", "figcaption"}
# Words of the other alphabet that stand together.
_RUNS = {
    "bg": re.compile(r"[A-Za-z\u00c0-\u024f]{2,}(?:[\s\u00a0.,&'’-]+[A-Za-z\u00c0-\u024f]{2,})*"),
    "en": re.compile(r"[\u0400-\u052f]{2,}(?:[\s\u00a0.,&'’-]+[\u0400-\u052f]{2,})*"),
}
Make = Callable[[re.Match[str]], etree._Element | None]
_FOREIGN = {"bg": "en", "en": "bg"}


def linked(
    text: str, names: Iterable[tuple[str, str]], language: str, address: Callable[[str], str]
) -> SafeString:  # fmt: skip
    """A block's HTML with each name (as written, org_id) linked where it stands first, and foreign runs with `lang`."""
    if not text.strip():
        return SafeString(text)
    root = markup.fragment_fromstring(text, create_parent="div")
    targets = {written: address(org_id) for written, org_id in names}
    if targets:
        longest_first = "|".join(re.escape(name) for name in sorted(targets, key=len, reverse=True))
        pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
        done: set[str] = set()

        def link(found: re.Match[str]) -> etree._Element | None:
            written = found.group()
            if targets[written] in done:
                return None
            done.add(targets[written])
            made = etree.Element("a", {"href": targets[written], "class": "org"})
            made.text = written
            return made

        _replace(root, pattern, link, skip=_SKIPPED)

    def foreign(found: re.Match[str]) -> etree._Element:
        made = etree.Element("span", {"lang": _FOREIGN[language]})
        made.text = found.group()
        return made

    _replace(root, _RUNS[language], foreign, skip=set())
    inner = escape(root.text or "", quote=False)
    # An editor's HTML that Wagtail cleaned, with elements of our own.
    return SafeString(inner + "".join(etree.tostring(child, encoding="unicode", method="html") for child in root))


def paragraph(text: str) -> str:
    """A text as one paragraph of HTML."""
    return f"<p>{escape(text, quote=False)}</p>"


def _replace(root: etree._Element, pattern: re.Pattern[str], make: Make, *, skip: set[str]) -> None:
    """Put an element in the place of what matches in texts of the tree; None leaves it. Nothing inside `skip` or what
    says its own language is looked at."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if not _is_inside(element, skip):
            _split(element, "text", pattern, make)
        parent = element.getparent()
        if parent is not None and not _is_inside(parent, skip):
            _split(element, "tail", pattern, make)


def _is_inside(element: etree._Element, skip: set[str]) -> bool:
    held: etree._Element | None = element
    while held is not None:
        if held.tag in skip or held.get("lang"):
            return True
        held = held.getparent()
    return False


def _split(element: etree._Element, where: str, pattern: re.Pattern[str], make: Make) -> None:
    text = getattr(element, where)
    if not text:
        return
    parts: list[etree._Element] = []
    first, last = "", 0
    for found in pattern.finditer(text):
        made = make(found)
        if made is None:
            continue
        before = text[last : found.start()]
        if parts:
            parts[-1].tail = before
        else:
            first = before
        parts.append(made)
        last = found.end()
    if not parts:
        return
    parts[-1].tail = text[last:]
    setattr(element, where, first)
    parent = element if where == "text" else element.getparent()
    at = 0 if where == "text" else parent.index(element) + 1
    for offset, one in enumerate(parts):
        parent.insert(at + offset, one)
