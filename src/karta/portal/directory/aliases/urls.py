from django.urls import path

from karta.portal.directory.aliases import views

app_name = "aliases"
urlpatterns = [
    path("aliases/", views.merge_list, name="list"),
    path("aliases/<int:merge_id>/part/", views.part, name="part"),
]
