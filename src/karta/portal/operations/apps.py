from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "karta.portal.operations"
    label = "operations"
