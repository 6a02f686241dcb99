from django.urls import path

from karta.portal.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.snapshots, name="snapshots"),
    path("sources/", views.sources, name="sources"),
    path("build/", views.build, name="build"),
    path("build/<int:run_id>/", views.run, name="run"),
    path("build/<int:run_id>/progress/", views.progress, name="progress"),
    path("build/<int:run_id>/cancel/", views.cancel, name="cancel"),
    path("rollback/", views.rollback, name="rollback"),
    path("difference/", views.difference, name="difference"),
    path("snapshots/<str:name>/publish/", views.publish, name="publish"),
    path("snapshots/<str:name>/discard/", views.discard, name="discard"),
]
