"""Pages of administrators."""

from django.urls import path

from karta.portal.platform import team

urlpatterns = [
    path("people/", team.people, name="team-people"),
    path("people/invite/", team.invite, name="team-invite"),
    path("people/<int:account_id>/", team.change, name="team-change"),
    path("audit/", team.audit_log, name="team-audit"),
]
