"""Saved views and alerts."""

from django.urls import path, re_path

from karta.portal.directory import saved

app_name = "saved"
urlpatterns = [
    path("saved/new/", saved.new, name="new"),
    path("saved/manage/<str:token>/", saved.manage, name="manage"),
    path("saved/<str:token>/", saved.view, name="view"),
    re_path(r"^saved/(?P<token>[\w-]+)/feed\.(?P<form>atom|json)$", saved.saved_feed, name="feed"),
    path("alerts/new/", saved.subscribe, name="subscribe"),
    path("alerts/confirm/<str:token>/", saved.confirm, name="confirm"),
    path("alerts/<str:token>/", saved.alert, name="alert"),
]
