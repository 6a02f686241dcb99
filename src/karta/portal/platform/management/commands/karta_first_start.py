"""`karta_first_start`: brings the database up to date and prints a one-time link for the first steward."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse
from django.utils import timezone, translation

from karta.portal.platform import services


class Command(BaseCommand):
    help = "Bring the database up to date; print a one-time link while no steward has a password."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the portal answers")
        parser.add_argument("--language", default="bg", choices=["bg", "en"])

    def handle(self, *_args: Any, address: str, language: str, **_options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        token = services.first_steward_token(at=timezone.now())
        if token is None:
            return
        with translation.override(language):
            path = reverse("first-password", args=[token])
        self.stdout.write(f"{address.rstrip('/')}{path}")
