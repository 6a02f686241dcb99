from django.urls import path

from karta.portal.directory.profiles.views import claim, history, offers, ours, team

app_name = "profiles"
urlpatterns = [
    path("offers/", offers.offer_list, name="offers"),
    path("offers/offers.csv", offers.offers_csv, name="offers_csv"),
    path("our-organisations/", claim.mine, name="mine"),
    path("organisations/<str:org_id>/claim/", claim.ask, name="ask"),
    path("organisations/<str:org_id>/claim/email/", claim.ask_by_email, name="ask_by_email"),
    path("organisations/<str:org_id>/claim/steward/", claim.ask_steward, name="ask_steward"),
    path("organisations/<str:org_id>/claim/code/", claim.code, name="code"),
    path("organisations/<str:org_id>/claim/give-up/", claim.give_up, name="give_up"),
    path("organisations/<str:org_id>/ours/", ours.edit, name="ours"),
    path("organisations/<str:org_id>/ours/offers/new/", ours.new_offer, name="new_offer"),
    path("organisations/<str:org_id>/ours/offers/<str:key>/", ours.edit_offer, name="edit_offer"),
    path("organisations/<str:org_id>/ours/offers/<str:key>/confirm/", ours.confirm_offer, name="confirm_offer"),
    path("organisations/<str:org_id>/ours/offers/<str:key>/end/", ours.end_offer, name="end_offer"),
    path("organisations/<str:org_id>/ours/history/", history.history, name="history"),
    path("organisations/<str:org_id>/ours/history/<int:pk>/bring-back/", history.bring_back, name="bring_back"),
    path("organisations/<str:org_id>/ours/take-back/", history.take_back, name="take_back"),
    path("team/representatives/", team.request_queue, name="team-queue"),
    path("team/representatives/<int:representative_id>/", team.request_page, name="team-request"),
    path("team/representatives/<int:representative_id>/undo/", team.undo, name="team-undo"),
]
