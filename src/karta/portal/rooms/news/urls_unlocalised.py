"""The administration of pages, its files, and pictures: the same in both languages."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as administration
from wagtail.documents import urls as documents

from karta.portal.rooms.news import views

urlpatterns = [
    path("team/pages/", include(administration)),
    # Wagtail asks for this name whenever a page is for signed-in readers.
    path(
        "account/sign-in/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("documents/", include(documents)),
    path("media/<path:name>", views.media, name="media"),
]
