"""Accounts: the first password, one's own account; API keys, which need none. The rest of accounts is allauth's."""

from django.urls import path

from karta.portal.platform import keys, personal, views

urlpatterns = [
    path("", views.account_home, name="account-home"),
    path("first/<str:token>/", views.first_password, name="first-password"),
    path("data/", personal.data, name="account-data"),
    path("data/export.json", personal.export, name="account-export"),
    path("data/erase/", personal.erase, name="account-erase"),
    path("data/consents/<slug:purpose>/", personal.consent, name="account-consent"),
    path("keys/", keys.ask, name="api-keys"),
    path("keys/confirm/<str:token>/", keys.confirm, name="key-confirm"),
    path("keys/manage/<str:token>/", keys.manage, name="key-manage"),
]
