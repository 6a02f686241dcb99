"""Accounts: the first password, one's own account; API keys, which need none. The rest of accounts is allauth's."""

from django.urls import path

from karta.portal.platform import keys, views

urlpatterns = [
    path("", views.account_home, name="account-home"),
    path("first/<str:token>/", views.first_password, name="first-password"),
    path("keys/", keys.ask, name="api-keys"),
    path("keys/confirm/<str:token>/", keys.confirm, name="key-confirm"),
    path("keys/manage/<str:token>/", keys.manage, name="key-manage"),
]
