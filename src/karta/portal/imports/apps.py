from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "karta.portal.imports"
    label = "imports"
