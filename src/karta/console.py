"""How `karta …` speaks: lines of JSON, sentences in the terminal's language, files that stand whole or not at all."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import typer
from rich.console import Console

from karta.snapshot.files import written

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """Where a command writes text: standard output, or a file that stands there when all is written."""
    if output is None:
        yield sys.stdout
        return
    with written(output) as file, io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True) as text:
        yield text


def one_of(value: str, *allowed: str) -> str:
    """The value, if it is one of those allowed. Errors: typer.BadParameter."""
    if value not in allowed:
        raise typer.BadParameter(f"{value!r}: one of {', '.join(allowed)}")
    return value


def json_progress(step: str, done: int, total: int, english: str, bulgarian: str) -> None:
    """One step of a build as a line of JSON."""
    line({"step": step, "done": done, "total": total, "message": {"bg": bulgarian, "en": english}})


def line(content: Any) -> None:
    """One JSON object, at once, so that whoever reads along sees it."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def text(english: str, bulgarian: str) -> str:
    """The sentence in the language of the terminal."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return bulgarian if locale.startswith("bg") else english


def explain(error: Exception) -> None:
    """An error as people read it, and as JSON where that was asked for."""
    english = getattr(error, "message_en", None)
    bulgarian = getattr(error, "message_bg", english)
    code = getattr(error, "code", None) or type(error).__name__
    parameter = getattr(error, "parameter", None)
    if english is None:
        english = f"{type(error).__name__}: {error}. Run again with karta --debug … and report what it prints."
        bulgarian = f"{type(error).__name__}: {error}. Пуснете отново с karta --debug … и съобщете написаното."
    elif parameter:
        option = "--" + str(parameter).replace("_", "-")
        given = getattr(error, "value", "")
        english, bulgarian = f"{option} {given}: {english}", f"{option} {given}: {bulgarian}"
    if "--json" in sys.argv:
        line({"error": {"code": code, "message_en": english, "message_bg": bulgarian}})
    err.print(text(english, str(bulgarian)), style="red", markup=False)
