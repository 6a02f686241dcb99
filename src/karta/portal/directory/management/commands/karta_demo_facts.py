"""`karta_demo_facts`: fills events, projects, claims and contradictions from the facts that ship with Karta."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from karta.portal.directory import facts


class Command(BaseCommand):
    help = "Load the shipped facts of the cluster's page; what people changed stays as it is."

    def handle(self, *_args: Any, **_options: Any) -> None:
        counts = facts.load_shipped()
        told = ", ".join(f"{counts[name]} {name}" for name in ("written", "same", "kept", "gone"))
        self.stdout.write(f"facts of the cluster's page: {told}")
