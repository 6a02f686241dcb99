"""`karta_backup TARGET`: what `karta backup` runs."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from karta.portal.operations.backup import files, services
from karta.portal.operations.management.words import in_words, text


class Command(BaseCommand):
    help = "Write a back-up of the whole portal into a folder."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path)
        parser.add_argument("--recipient", default=os.environ.get("KARTA_BACKUP_RECIPIENT", ""))
        parser.add_argument("--snapshots", choices=files.SNAPSHOTS, default="current")
        parser.add_argument("--keep-days", type=int)
        parser.add_argument("--keep-weeks", type=int)

    def handle(self, *_args: Any, target: Path, recipient: str, snapshots: str, **options: Any) -> None:
        days, weeks = options["keep_days"], options["keep_weeks"]
        keep = None if days is None and weeks is None else (days or 0, weeks or 0)
        start = time.monotonic()
        with in_words(self):
            made = services.backup(target, at=timezone.now(), recipient=recipient, snapshots=snapshots, keep=keep)
        seconds, size = time.monotonic() - start, made.size / 1e6
        self.stdout.write(
            text(
                f"{made.path}: {made.members} files, {size:.1f} MB, read back and checked, {seconds:.1f} s",
                f"{made.path}: {made.members} файла, {size:.1f} MB, прочетено и проверено, {seconds:.1f} s",
            )
        )
        for name in made.removed:
            self.stdout.write(text(f"{name}: removed, no longer kept", f"{name}: премахнато, вече не се пази"))
        key = Path(settings.STATE) / "secret_key"
        self.stderr.write(
            text(
                f"Not in it: secrets. Keep {key} and the environment file apart from the back-ups, once;"
                " without the key nobody's second factor works.",
                f"Без тайните: пазете {key} и файла с настройките отделно от копията, веднъж;"
                " без ключа ничий втори фактор не работи.",
            )
        )
        if not recipient:
            self.stderr.write(
                text(
                    "Not encrypted: it holds addresses and letters. KARTA_BACKUP_RECIPIENT=age1… encrypts it.",
                    "Не е шифровано, а съдържа адреси и писма. KARTA_BACKUP_RECIPIENT=age1… го шифрова.",
                )
            )
