from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "karta.portal.directory.profiles"
    label = "profiles"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.directory.profiles.files import write_again
        from karta.portal.directory.profiles.holdings import register_all
        from karta.portal.directory.profiles.sitemap import entries
        from karta.portal.platform.sitemaps import PARTS

        register_all()
        PARTS["offers"] = entries
        if write_again not in CHORES:
            CHORES.append(write_again)
