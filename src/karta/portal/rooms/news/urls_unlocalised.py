"""The administration of pages, its files, and pictures: the same in both languages."""

from django.urls import include, path
from wagtail.admin import urls as administration
from wagtail.documents import urls as documents

from karta.portal.rooms.news import views

urlpatterns = [
    path("team/pages/", include(administration)),
    path("documents/", include(documents)),
    path("media/<path:name>", views.media, name="media"),
]
