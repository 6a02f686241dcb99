from django.urls import path

from karta.portal.curation.views import corrections, history, organisation, pairs

app_name = "curation"
urlpatterns = [
    path("", pairs.queue, name="queue"),
    path("pairs/<str:left>/<str:right>/", pairs.pair, name="pair"),
    path("decide/", pairs.decide, name="decide"),
    path("undo/", pairs.undo, name="undo"),
    path("history/", history.history, name="history"),
    path("history/decisions.jsonl", history.download, name="download"),
    path("history/upload/", history.upload, name="upload"),
    path("find/", organisation.find, name="find"),
    path("organisations/<str:org_id>/", organisation.organisation, name="organisation"),
    path("organisations/<str:org_id>/split/", organisation.split, name="split"),
    path("corrections/", corrections.queue, name="corrections"),
    path("corrections/<int:correction_id>/", corrections.decide, name="correction"),
    path("corrections/<int:correction_id>/undo/", corrections.undo, name="correction-undo"),
]
