from django.urls import path

from karta.portal.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("<int:import_id>/", views.detail, name="detail"),
    path("<int:import_id>/progress/", views.progress, name="progress"),
    path("<int:import_id>/read/", views.read_again, name="read"),
    path("<int:import_id>/columns/", views.columns, name="columns"),
    path("<int:import_id>/earlier/", views.earlier, name="earlier"),
    path("<int:import_id>/problems.csv", views.problems, name="problems"),
    path("<int:import_id>/mapping.yml", views.mapping, name="mapping"),
    path("<int:import_id>/<slug:action>/", views.act, name="act"),
]
