"""`karta_restore FILE`: what `karta restore` runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from karta.portal.operations.backup import services
from karta.portal.operations.management.words import in_words, text


class Command(BaseCommand):
    help = "Put a back-up in place of this portal."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path)
        parser.add_argument("--force", action="store_true")

    def handle(self, *_args: Any, file: Path, identity: Path | None, force: bool, **_options: Any) -> None:
        def tell(english: str, bulgarian: str) -> None:
            self.stderr.write(f"▸ {text(english, bulgarian)}")

        with in_words(self):
            done = services.restore(file, at=timezone.now(), identity=identity, is_forced=force, tell=tell)
        snapshot = done.snapshot or text(
            "none; run karta build, karta publish", "няма; пуснете karta build, karta publish"
        )
        self.stdout.write(
            text(
                f"Restored as of {done.made_at}: {done.accounts} accounts, map {snapshot},"
                f" {done.migrated} migrations run",
                f"Възстановено към {done.made_at}: {done.accounts} профила, карта {snapshot},"
                f" изпълнени {done.migrated} миграции",
            )
        )
        if done.before:
            self.stdout.write(
                text(f"What stood here before: {done.before}; remove it when all is well",
                     f"Което беше тук преди: {done.before}; премахнете го, щом всичко е наред")
            )  # fmt: skip
        if done.suppressed:
            self.stdout.write(
                text(
                    f"{done.suppressed} entries of suppressed.yml are newer than the back-up and stay; apply them now:"
                    " karta suppress",
                    f"{done.suppressed} записа в suppressed.yml са по-нови от копието и остават; приложете ги сега:"
                    " karta suppress",
                )
            )
        if not done.is_same_key:
            key = Path(settings.STATE) / "secret_key"
            self.stderr.write(
                text(
                    f"{key} is not the key of that portal: sessions end, links in letters and authenticator apps do not"
                    " work. Put the kept key there and start the portal again.",
                    f"{key} не е ключът на онзи портал: сесиите свършват, а връзките от писма и приложенията за втори"
                    " фактор не работят. Върнете запазения ключ и пуснете портала отново.",
                )
            )
