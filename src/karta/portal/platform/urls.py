"""Accounts: sign in, sign out, the first password."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from karta.portal.platform import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("first/<str:token>/", views.first_password, name="first-password"),
]
