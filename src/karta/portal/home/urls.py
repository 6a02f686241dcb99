from django.urls import path

from karta.portal.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="page")]
