from django.urls import path

from karta.portal.rooms.events.afterwards.views import certificates, feedback, papers, pictures, public, slides, speaker

app_name = "afterwards"
TEAM = "team/events/<slug:code>"
urlpatterns = [
    path("events/<slug:code>/gallery/", public.gallery, name="gallery"),
    path("events/<slug:code>/gallery/<uuid:uid>/", public.picture, name="picture"),
    path("events/<slug:code>/slides/", public.library, name="library"),
    path("events/<slug:code>/slides/<uuid:uid>/", public.deck_file, name="deck"),
    path("events/<slug:code>/feedback/", feedback.results, name="results"),
    path("feedback/<str:token>/", feedback.answer, name="answer"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("your-certificate/<str:token>/", certificates.take, name="take"),
    path("your-certificate/<str:token>/certificate.pdf", certificates.take_pdf, name="take-pdf"),
    path("your-slides/<str:token>/certificate.pdf", certificates.speaker_pdf, name="speaker-pdf"),
    path("your-slides/<str:token>/", speaker.yours, name="yours"),
    path("your-slides/<str:token>/<int:author_id>/", speaker.own_file, name="own-file"),
    path("your-slides/<str:token>/<int:author_id>/agree/", speaker.agree, name="agree"),
    path("your-slides/<str:token>/<int:author_id>/withdraw/", speaker.withdraw, name="withdraw"),
    path(f"{TEAM}/pictures/", pictures.pictures, name="team-pictures"),
    path(f"{TEAM}/pictures/new/", pictures.add, name="team-add-pictures"),
    path(f"{TEAM}/pictures/<int:picture_id>/", pictures.picture, name="team-picture"),
    path(f"{TEAM}/pictures/<int:picture_id>/change/", pictures.change, name="team-change-picture"),
    path(f"{TEAM}/slides/", slides.decks, name="team-slides"),
    path(f"{TEAM}/slides/new/", slides.add, name="team-add-slides"),
    path(f"{TEAM}/slides/<int:deck_id>/change/", slides.change, name="team-change-slides"),
    path(f"{TEAM}/slides/<int:deck_id>/file/", slides.deck_file, name="team-deck"),
    path(f"{TEAM}/feedback/", feedback.words, name="team-words"),
    path(f"{TEAM}/feedback/<uuid:answer_id>/", feedback.read, name="team-read"),
    path(f"{TEAM}/papers/", papers.overview, name="team-papers"),
    path(f"{TEAM}/papers/badges.pdf", papers.badges, name="team-badges"),
    path(f"{TEAM}/papers/certificates/", papers.issue, name="team-issue"),
    path(f"{TEAM}/papers/certificates/<int:certificate_id>/", papers.change, name="team-certificate"),
    path(f"{TEAM}/papers/partners.<slug:ending>", papers.report, name="team-report"),
]
