from django.urls import path
from django.views.generic import TemplateView

app_name = "imports"
urlpatterns = [path("", TemplateView.as_view(template_name="platform/base.html"), name="list")]
