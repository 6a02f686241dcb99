from django.apps import AppConfig


class BuildsConfig(AppConfig):
    name = "karta.portal.engines.builds"
    label = "builds"
