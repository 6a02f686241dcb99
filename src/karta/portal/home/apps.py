from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "karta.portal.home"
    label = "home"
