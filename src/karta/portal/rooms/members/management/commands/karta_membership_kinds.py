"""`karta_membership_kinds`: the kinds of membership that a new portal begins with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from karta.portal.rooms.members import services


class Command(BaseCommand):
    help = "Make the usual kinds of membership, without amounts, where there is none yet."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = services.make_usual_kinds(by=None, at=timezone.now())
        self.stdout.write(f"kinds of membership: {made} made")
