from django.urls import path

from karta.portal.explorer.views import map as map_views

app_name = "explorer"
urlpatterns = [
    path("map/", map_views.explorer_map, name="map"),
    path("map/place/", map_views.place, name="place"),
]
