from django.urls import path, re_path

from karta.portal.rooms.spinoffs.views import facts, goal, propose, team

app_name = "spinoffs"
urlpatterns = [
    path("spinoffs/", goal.goal, name="goal"),
    re_path(r"^spinoffs/list\.(?P<kind>csv|xlsx|json)$", goal.download, name="download"),
    re_path(r"^spinoffs/feed\.(?P<kind>atom|json)$", goal.feed, name="feed"),
    path("spinoffs/propose/", propose.propose, name="propose"),
    path("spinoffs/proposed/", propose.proposed, name="proposed"),
    path("spinoffs/companies/<slug:code>/", goal.spin_off, name="profile"),
    # who acts for the organisation, and the team
    path("spinoffs/companies/<slug:code>/years/", facts.years, name="years"),
    path("spinoffs/companies/<slug:code>/facts/<slug:name>/", facts.fact, name="fact"),
    path("spinoffs/companies/<slug:code>/claims/<slug:claim_id>/", facts.take_back, name="take-back"),
    # the team
    path("team/spinoffs/", team.desk, name="desk"),
    path("team/spinoffs/new/", team.new, name="new"),
    path("team/spinoffs/proposals/<int:proposal_id>/", team.proposal, name="proposal"),
    path("team/spinoffs/companies/<slug:code>/", team.one, name="desk-one"),
    path("team/spinoffs/companies/<slug:code>/decide/", team.decide, name="decide"),
    path("team/spinoffs/companies/<slug:code>/undo/", team.undo, name="undo"),
]
