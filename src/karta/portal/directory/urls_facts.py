from django.urls import path

from karta.portal.directory import contradictions

app_name = "facts"
urlpatterns = [
    path("contradictions/", contradictions.contradiction_list, name="contradictions"),
    path("contradictions/<slug:code>/", contradictions.contradiction, name="contradiction"),
    path("contradictions/<slug:code>/undo/", contradictions.undo, name="undo"),
]
