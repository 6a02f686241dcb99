from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "karta.portal.directory"
    label = "directory"
