from django.urls import path

from karta.portal.editing.views import claims, subjects

app_name = "editing"
urlpatterns = [
    path("", subjects.subject_list, name="list"),
    path("claims/<int:claim_id>/correct/", claims.correct, name="correct"),
    path("claims/<int:claim_id>/withdraw/", claims.withdraw, name="withdraw"),
    path("changes/<int:change_id>/undo/", subjects.undo, name="undo"),
    path("<slug:kind>/new/", subjects.new, name="new"),
    path("<slug:kind>/<slug:code>/", subjects.subject, name="subject"),
    path("<slug:kind>/<slug:code>/claim/<slug:name>/", claims.add, name="claim"),
    path("<slug:kind>/<slug:code>/disagreement/<slug:name>/", claims.disagreement, name="disagreement"),
]
