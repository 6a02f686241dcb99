from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "karta.portal.rooms.projects"
    label = "projects"
