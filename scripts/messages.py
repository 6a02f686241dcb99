"""Keeps the Bulgarian catalogues in step with the texts in code and templates: `make messages`.

Django's own makemessages needs the gettext programs; Babel does the same from Python. New texts are added with an
empty translation, texts that are gone are dropped, translations are never overwritten.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

PORTAL = Path(__file__).resolve().parents[1] / "src/karta/portal"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Babel's own header carries the time of the run: each run would be a change.
HEADER = """\
msgid ""
msgstr ""
"Language: bg\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
TEMPLATES = (".html", ".txt")


def main(arguments: list[str]) -> int:
    """Update every catalogue, or with `--check` name each text that none of them translates."""
    updated = {path: update(path) for path in catalogues()}
    translated = {(m.id, m.context) for catalog in updated.values() for m in catalog if _is_translated(m.string)}
    missing = [
        f"{path.relative_to(PORTAL).parts[0]}: {message.id!r}"
        for path, catalog in updated.items()
        for message in catalog
        if message.id and (message.id, message.context) not in translated
    ]
    for line in missing:
        print(line)
    if "--check" in arguments:
        return int(bool(missing))
    for path, catalog in updated.items():
        written = io.BytesIO()
        write_po(written, catalog, width=120, no_location=True, omit_header=True, ignore_obsolete=True)
        path.write_bytes(HEADER.encode("utf-8") + written.getvalue().rstrip() + b"\n")
    return 0


def catalogues() -> list[Path]:
    """The catalogue of every portal app that has one."""
    return sorted(PORTAL.glob("**/locale/bg/LC_MESSAGES/django.po"))


def update(path: Path) -> Catalog:
    """The catalogue with exactly the texts that its app uses now."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="bg")
    template = Catalog()
    for message, context in texts(path.parents[3]):
        template.add(message, context=context)
    catalog.update(template, no_fuzzy_matching=True)
    return catalog


def texts(app: Path) -> Iterator[tuple[Any, str | None]]:
    """Every text to translate in an app's Python files and templates, with its context; plurals are pairs."""
    inner = {found.parents[3] for found in catalogues()} - {app}  # apps inside it have catalogues of their own
    for path in sorted(app.rglob("*")):
        if inner & set(path.parents) - set(app.parents):
            continue
        if path.suffix == ".py" or path.suffix in TEMPLATES:
            source = path.read_text("utf-8")
            python = source if path.suffix == ".py" else _templatized(source, path)
            for _, message, _, context in extract("python", io.BytesIO(python.encode("utf-8")), keywords=KEYWORDS):
                yield message, context


def _templatized(source: str, path: Path) -> str:
    from django.utils.translation.template import templatize

    return templatize(source, origin=str(path))


def _is_translated(translation: Any) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


if __name__ == "__main__":
    # Reading templates needs settings; the portal's own keep their state in a folder of no consequence.
    with tempfile.TemporaryDirectory() as state:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "karta.portal.config.settings", "KARTA_STATE": state}
        import django

        django.setup()
        sys.exit(main(sys.argv[1:]))
