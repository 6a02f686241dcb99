from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "karta.portal.curation"
    label = "curation"
