from django.urls import path
from django.views.generic import TemplateView

app_name = "explorer"
urlpatterns = [path("map/", TemplateView.as_view(template_name="platform/base.html"), name="map")]
