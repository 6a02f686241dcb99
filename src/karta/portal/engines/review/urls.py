from django.urls import path

from karta.portal.engines.review.views import deliberation, entrants, juror, people, plans, results, rounds

app_name = "review"
_ROUND = "review/<int:round_id>/"
_TEAM = "team/review/<int:round_id>/"
urlpatterns = [
    # a juror
    path("review/", juror.mine, name="mine"),
    path(f"{_ROUND}seat/", juror.seat, name="seat"),
    path(_ROUND, juror.round, name="round"),
    path(f"{_ROUND}entries/", juror.entries, name="entries"),
    path(f"{_ROUND}entries/<str:code>/", juror.entry, name="entry"),
    path(f"{_ROUND}entries/<str:code>/draft/", juror.draft, name="draft"),
    path(f"{_ROUND}entries/<str:code>/reopen/", juror.reopen, name="reopen"),
    path(f"{_ROUND}entries/<str:code>/conflict/", juror.conflict, name="conflict"),
    path(f"{_ROUND}entries/<str:code>/documents/<str:key>/", juror.document, name="document"),
    path(f"{_ROUND}deliberation/<slug:category>/", deliberation.category, name="deliberation"),
    path(f"{_ROUND}deliberation/<slug:category>/minutes/", deliberation.minute, name="minute"),
    path(f"{_ROUND}deliberation/<slug:category>/vote/", deliberation.vote, name="vote"),
    path(f"{_ROUND}deliberation/<slug:category>/sign/", deliberation.sign, name="sign"),
    # who leads rounds
    path("team/review/", rounds.listed, name="team"),
    path("team/review/new/", rounds.new, name="new"),
    path(_TEAM, rounds.one, name="led"),
    path(f"{_TEAM}rules/", rounds.change, name="change"),
    path(f"{_TEAM}categories/", rounds.category, name="category"),
    path(f"{_TEAM}criteria/", rounds.criterion, name="criterion"),
    path(f"{_TEAM}open/", rounds.open_, name="open"),
    path(f"{_TEAM}close/", rounds.close, name="close"),
    path(f"{_TEAM}entries/", entrants.entries, name="led-entries"),
    path(f"{_TEAM}conflicts/", entrants.conflicts, name="conflicts"),
    path(f"{_TEAM}conflicts/check/", entrants.check, name="check"),
    path(f"{_TEAM}conflicts/<int:conflict_id>/", entrants.settle, name="settle"),
    path(f"{_TEAM}jurors/", people.jurors, name="jurors"),
    path(f"{_TEAM}jurors/remind/", people.remind, name="remind"),
    path(f"{_TEAM}jurors/<int:juror_id>/end/", people.end, name="end"),
    path(f"{_TEAM}assignment/", plans.plan, name="plan"),
    path(f"{_TEAM}assignment/<int:plan_id>/", plans.settle, name="settle-plan"),
    path(f"{_TEAM}assignment/by-hand/", plans.by_hand, name="by-hand"),
    path(f"{_TEAM}results/<slug:category>/", results.category, name="results"),
    path(f"{_TEAM}results/<slug:category>/scores.xlsx", results.sheet, name="sheet"),
    path(f"{_TEAM}results/<slug:category>/minutes/", results.minute, name="led-minute"),
    path(f"{_TEAM}results/<slug:category>/decision/", results.decide, name="decide"),
    path(f"{_TEAM}results/<slug:category>/issue/", results.issue, name="issue"),
]
