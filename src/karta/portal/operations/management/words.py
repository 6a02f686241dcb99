"""How commands of operators speak: in the terminal's language, an error as a sentence and exit code 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand

from karta.portal.operations.backup.errors import BackupError
from karta.snapshot.errors import SnapshotError


def text(english: str, bulgarian: str) -> str:
    """The sentence in the language of the terminal."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return bulgarian if locale.startswith("bg") else english


@contextmanager
def in_words(command: BaseCommand) -> Iterator[None]:
    """Ends the process with what went wrong, without a trace of the code."""
    try:
        yield
    except (BackupError, SnapshotError) as error:
        command.stderr.write(text(error.message_en, error.message_bg))
        sys.exit(1)
