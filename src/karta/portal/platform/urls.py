"""Accounts: sign in, sign out, the first password; API keys, which need none."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from karta.portal.platform import keys, views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("first/<str:token>/", views.first_password, name="first-password"),
    path("keys/", keys.ask, name="api-keys"),
    path("keys/confirm/<str:token>/", keys.confirm, name="key-confirm"),
    path("keys/manage/<str:token>/", keys.manage, name="key-manage"),
]
