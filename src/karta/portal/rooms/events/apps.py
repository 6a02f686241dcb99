from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "karta.portal.rooms.events"
    label = "events"

    def ready(self) -> None:
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.events.sitemap import entries

        PARTS["events"] = entries
