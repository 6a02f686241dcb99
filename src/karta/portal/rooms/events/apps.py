from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "karta.portal.rooms.events"
    label = "events"
