from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "karta.portal.directory"
    label = "directory"

    def ready(self) -> None:
        from karta.portal.directory import holdings

        holdings.register_all()
