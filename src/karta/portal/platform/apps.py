from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "karta.portal.platform"
    label = "platform"
