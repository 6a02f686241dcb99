from django.urls import path

from karta.portal.rooms.events import views

app_name = "events"
urlpatterns = [
    path("events/", views.event_list, name="list"),
    path("events.ics", views.calendar_feed, name="feed"),
    path("events/series/<slug:code>/", views.series, name="series"),
    path("events/<slug:code>/", views.edition, name="edition"),
    path("events/<slug:code>.ics", views.edition_calendar, name="calendar"),
]
