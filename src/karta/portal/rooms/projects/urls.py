from django.urls import path

from karta.portal.rooms.projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.project_list, name="list"),
    path("projects/<slug:code>/", views.project, name="project"),
    path("partner-regions/", views.region_list, name="regions"),
    path("partner-regions/<slug:code>/", views.region, name="region"),
]
