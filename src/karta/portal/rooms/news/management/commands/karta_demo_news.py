"""`karta_demo_news`: publishes the news that ship with Karta."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from karta.portal.rooms.news import shipped


class Command(BaseCommand):
    help = "Publish the shipped news of the cluster's page; what people changed stays as it is."

    def handle(self, *_args: Any, **_options: Any) -> None:
        counts = shipped.load(shipped.read())
        told = ", ".join(f"{counts[name]} {name}" for name in ("written", "same", "kept"))
        self.stdout.write(f"news of the cluster's page: {told}")
