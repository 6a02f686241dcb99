from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "karta.portal.directory.profiles"
    label = "profiles"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.directory.profiles.files import write_again
        from karta.portal.directory.profiles.holdings import register_all

        register_all()
        if write_again not in CHORES:
            CHORES.append(write_again)
