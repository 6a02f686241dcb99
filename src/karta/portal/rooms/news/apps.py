from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsConfig(AppConfig):
    name = "karta.portal.rooms.news"
    label = "news"

    def ready(self) -> None:
        from karta.portal.rooms.news import listeners, models, services, views

        models.hands |= {
            "list": views.news_list,
            "page": views.page,
            "versions": views.versions,
            "version": views.version,
            "publish": services.publish,
        }
        listeners.listen()
        post_migrate.connect(_make_trees, sender=self)


def _make_trees(**_arguments: Any) -> None:
    from karta.portal.rooms.news.services import make_trees

    make_trees()
