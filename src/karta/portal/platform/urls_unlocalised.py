"""Addresses for operators and machines, the same in both languages."""

from django.urls import path

from karta.portal.platform import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
