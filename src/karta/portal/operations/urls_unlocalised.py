"""What monitoring asks for, the same in both languages."""

from django.urls import path

from karta.portal.operations.metrics import metrics

urlpatterns = [path("metrics", metrics, name="metrics")]
