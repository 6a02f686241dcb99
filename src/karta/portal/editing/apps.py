from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "karta.portal.editing"
    label = "editing"
