from django.urls import path

from karta.portal.directory import views

app_name = "directory"
urlpatterns = [path("new/<str:org_id>/", views.propose, name="propose")]
