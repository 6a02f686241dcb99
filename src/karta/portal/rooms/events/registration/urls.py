from django.urls import path, re_path

from karta.portal.rooms.events.registration.checkin import views as checkin
from karta.portal.rooms.events.registration.views import mine, public, team

app_name = "registration"
urlpatterns = [
    path("events/<slug:code>/register/", public.register, name="register"),
    path("events/<slug:code>/register/sent/", public.sent, name="sent"),
    path("registrations/confirm/<str:token>/", public.confirm, name="confirm"),
    # whoever has the link
    path("registrations/<str:token>/", mine.mine, name="mine"),
    path("registrations/<str:token>/ticket/", mine.print_ticket, name="ticket"),
    path("registrations/<str:token>/ticket.pdf", mine.ticket_pdf, name="pdf"),
    path("registrations/<str:token>/calendar.ics", mine.own_calendar, name="calendar"),
    path("registrations/<str:token>/sessions/", mine.choose, name="choose"),
    path("registrations/<str:token>/details/", mine.details, name="details"),
    path("registrations/<str:token>/wait/", mine.wait, name="wait"),
    path("registrations/<str:token>/places/<int:place_id>/accept/", mine.accept, name="accept"),
    path("registrations/<str:token>/places/<int:place_id>/leave/", mine.leave, name="leave"),
    # check-in: the team, or a link of the day
    path("check-in/<str:secret>/", checkin.door, name="door"),
    path("events/<slug:code>/check-in/", checkin.page, name="check-in"),
    path("events/<slug:code>/check-in/worker.js", checkin.worker, name="worker"),
    path("events/<slug:code>/check-in/list.json", checkin.ticket_list, name="ticket-list"),
    path("events/<slug:code>/check-in/scans.json", checkin.scans, name="scans"),
    # the team
    path("team/registrations/", team.editions, name="team-editions"),
    path("team/registrations/<int:registration_id>/", team.registration, name="team-registration"),
    path("team/registrations/<int:registration_id>/resend/", team.resend, name="team-resend"),
    path("team/registrations/<int:registration_id>/cancel/", team.cancel, name="team-cancel"),
    path("team/registrations/<int:registration_id>/erase/", team.erase, name="team-erase"),
    path("team/events/<slug:code>/registration/", team.registrations, name="team"),
    path("team/events/<slug:code>/registration/settings/", team.settings, name="team-settings"),
    path("team/events/<slug:code>/registration/doors/", team.open_door, name="team-open-door"),
    path("team/events/<slug:code>/registration/doors/<int:door_id>/end/", team.end_door, name="team-end-door"),
    re_path(
        r"^team/events/(?P<code>[-\w]+)/registration/registrations\.(?P<form>csv|xlsx)$", team.sheet, name="team-sheet"
    ),
]
