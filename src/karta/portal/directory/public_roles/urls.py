from django.urls import path

from karta.portal.directory.public_roles import views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="list"),
    path("people/roles/", views.roles, name="roles"),
    path("people/roles/<int:role_id>/confirm/", views.confirm, name="confirm"),
    path("people/roles/<int:role_id>/end/", views.end, name="end"),
]
