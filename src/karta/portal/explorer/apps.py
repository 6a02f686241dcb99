from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    name = "karta.portal.explorer"
    label = "explorer"
