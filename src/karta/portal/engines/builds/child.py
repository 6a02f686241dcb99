"""The data half as a child process: one JSON object a line on its standard output."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings


@dataclass
class Outcome:
    """How a child ended. `last` is the last object that it printed; `error` its error object, or one of ours."""

    exit_code: int
    last: dict[str, Any] = field(default_factory=dict)
    error: dict[str, str] = field(default_factory=dict)
    is_cancelled: bool = False


def command() -> list[str]:
    return [sys.executable, "-c", "from karta.cli import main; main()"]


def environment() -> dict[str, str]:
    return {**os.environ, "KARTA_DATA": str(settings.DATA), "PYTHONUTF8": "1"}


def run_child(
    arguments: list[str], *, heard: Callable[[dict[str, Any]], None], beat: Callable[[], bool], seconds: float
) -> Outcome:
    """Run `karta <arguments>` to its end.

    `heard` gets each object that it prints, but not findings; `beat` is called every `seconds`: False ends the child.
    """
    outcome = Outcome(exit_code=-1)
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own command line; file names are arguments, never a shell's
            [*command(), *arguments], env=environment(), stdout=subprocess.PIPE, stderr=errors, cwd=settings.DATA
        ) as child,
    ):
        try:
            _listen(child, outcome, heard, beat, seconds)
            outcome.exit_code = child.wait(timeout=60)
        finally:
            if child.poll() is None:
                child.kill()
        if outcome.exit_code and not outcome.error:
            outcome.error = _failed_checks(outcome.last) or _crash(outcome, errors)
    return outcome


def _listen(
    child: subprocess.Popen[bytes], outcome: Outcome, heard: Callable[[dict[str, Any]], None], beat: Callable[[], bool],
    seconds: float,
) -> None:  # fmt: skip
    assert child.stdout is not None  # noqa: S101 - tells the reader that Popen was asked for a pipe
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if selector.select(timeout=seconds):
                chunk = os.read(child.stdout.fileno(), 1 << 16)
                if not chunk:
                    break
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    _hear(line, outcome, heard)
            if not beat():
                child.terminate()
                outcome.is_cancelled = True
                break
    _hear(rest, outcome, heard)


def _hear(line: bytes, outcome: Outcome, heard: Callable[[dict[str, Any]], None]) -> None:
    if not line.startswith(b"{") or line.startswith(b'{"finding"'):
        return
    said = json.loads(line)
    if "error" in said:
        outcome.error = said["error"]
    else:
        outcome.last = said
        heard(said)


def _failed_checks(last: dict[str, Any]) -> dict[str, str]:
    """A snapshot that was built but may not be published, and why."""
    failed = last.get("checks_failed") or []
    said = {lang: " ".join(str(check["message"][lang]) for check in failed[:3]) for lang in ("en", "bg")}
    return {"code": "checks_failed", "message_en": said["en"], "message_bg": said["bg"]} if failed else {}


def _crash(outcome: Outcome, errors: Any) -> dict[str, str]:
    """What to say of a child that died. Of a Python error its class only: its text could hold a cell of the file."""
    errors.seek(0)
    lines = errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines() or [""]
    kind = lines[-1].partition(":")[0][:80] if lines[-1] else f"exit {outcome.exit_code}"
    return {
        "code": "crashed",
        "message_en": f"The work stopped unexpectedly ({kind}). Nothing was changed. Try again; if it happens again, "
        "tell the operator this code.",
        "message_bg": f"Обработката спря неочаквано ({kind}). Нищо не е променено. Опитайте отново; ако се повтори, "
        "кажете този код на администратора.",
    }
