from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "karta.portal.rooms.projects"
    label = "projects"

    def ready(self) -> None:
        from karta.portal.directory.mentions import OF_CLAIMS
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.projects.mentions import mentions_of
        from karta.portal.rooms.projects.sitemap import entries

        PARTS["projects"] = entries
        OF_CLAIMS["project"] = mentions_of
