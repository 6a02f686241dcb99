from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "karta.portal.rooms.events"
    label = "events"

    def ready(self) -> None:
        from karta.portal.directory.mentions import OF_CLAIMS
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.events.mentions import mentions_of
        from karta.portal.rooms.events.sitemap import entries

        PARTS["events"] = entries
        OF_CLAIMS["edition"] = mentions_of
