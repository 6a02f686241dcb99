from django.urls import path

from karta.portal.curation import views

app_name = "curation"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<int:correction_id>/", views.decide, name="decide"),
    path("<int:correction_id>/undo/", views.undo, name="undo"),
]
