from django.urls import path

from karta.portal.rooms.events import views
from karta.portal.rooms.events.programme.views import plan, public, sessions
from karta.portal.rooms.events.speakers import views as speakers

app_name = "events"
urlpatterns = [
    path("events/", views.event_list, name="list"),
    path("events.ics", views.calendar_feed, name="feed"),
    path("events/series/<slug:code>/", views.series, name="series"),
    path("events/<slug:code>/", views.edition, name="edition"),
    path("events/<slug:code>.ics", views.edition_calendar, name="calendar"),
    # the programme, for readers
    path("events/<slug:code>/programme/", public.programme, name="programme"),
    path("events/<slug:code>/programme.ics", public.programme_calendar, name="programme_calendar"),
    path("events/<slug:code>/programme/<int:session_id>/", public.session, name="session"),
    path("events/<slug:code>/programme/<int:session_id>.ics", public.session_calendar, name="session_calendar"),
    path("events/<slug:code>/speakers/", public.speakers, name="speakers"),
    # speakers, by the link of a letter
    path("speakers/<str:token>/", speakers.own, name="speaker"),
    # the programme, for the team
    path("team/events/", plan.editions, name="team-list"),
    path("team/events/<slug:code>/programme/", plan.plan, name="team-programme"),
    path("team/events/<slug:code>/programme/publish/", plan.publish_all, name="team-publish"),
    path("team/events/<slug:code>/halls/", plan.places, {"tab": "halls"}, name="team-halls"),
    path("team/events/<slug:code>/tracks/", plan.places, {"tab": "tracks"}, name="team-tracks"),
    path(
        "team/events/<slug:code>/halls/<int:place_id>/remove/",
        plan.remove_place,
        {"tab": "halls"},
        name="team-hall-remove",
    ),
    path(
        "team/events/<slug:code>/tracks/<int:place_id>/remove/",
        plan.remove_place,
        {"tab": "tracks"},
        name="team-track-remove",
    ),
    path("team/events/<slug:code>/sessions/new/", sessions.new, name="team-session-new"),
    path("team/events/<slug:code>/sessions/<int:session_id>/", sessions.change, name="team-session"),
    path("team/events/<slug:code>/sessions/<int:session_id>/<slug:step>/", sessions.step, name="team-session-step"),
    path("team/events/<slug:code>/speakers/", speakers.team, name="team-speakers"),
    path("team/events/<slug:code>/speakers/new/", speakers.new, name="team-speaker-new"),
    path("team/events/<slug:code>/speakers/invite/", speakers.invite_all, name="team-speakers-invite"),
    path("team/events/<slug:code>/speakers/<int:speaker_id>/", speakers.change, name="team-speaker"),
    path("team/events/<slug:code>/speakers/<int:speaker_id>/invite/", speakers.invite, name="team-speaker-invite"),
    path("team/events/<slug:code>/speakers/<int:speaker_id>/remove/", speakers.remove, name="team-speaker-remove"),
]
