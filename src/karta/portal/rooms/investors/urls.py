from django.urls import path

from karta.portal.rooms.investors.views import company, desk, documents, showcase, team

app_name = "investors"
urlpatterns = [
    path("investors/", showcase.showcase, name="showcase"),
    path("investors/companies.csv", showcase.companies_csv, name="csv"),
    # an investor
    path("investors/join/", desk.join, name="join"),
    path("investors/leave/", desk.leave, name="leave"),
    path("investors/desk/", desk.desk, name="desk"),
    path("investors/desk/notes.csv", desk.notes_csv, name="notes-csv"),
    path("investors/organisations/<str:org_id>/", desk.organisation, name="organisation"),
    path("investors/organisations/<str:org_id>/interest/", desk.interest, name="interest"),
    path("investors/organisations/<str:org_id>/introduction/", desk.introduction, name="introduction"),
    path("investors/organisations/<str:org_id>/notes/", desk.write_note, name="write-note"),
    path("investors/notes/<int:note_id>/", desk.note, name="note"),
    path("investors/introductions/<int:introduction_id>/withdraw/", desk.withdraw, name="withdraw"),
    # an organisation's own people
    path("investors/company/", company.company_list, name="company-list"),
    path("investors/company/<str:org_id>/", company.company, name="company"),
    path("investors/company/<str:org_id>/offer/", company.offer, name="offer"),
    path("investors/company/<str:org_id>/offer/withdraw/", company.withdraw_offer, name="withdraw-offer"),
    path("investors/company/<str:org_id>/introductions/<int:introduction_id>/", company.answer, name="answer"),
    path("investors/company/<str:org_id>/documents/", documents.upload, name="upload"),
    # documents, under the right that each asks for
    path("investors/documents/<uuid:document_id>/", documents.document, name="document"),
    path("investors/documents/<uuid:document_id>/file/", documents.newest, name="file"),
    path("investors/documents/<uuid:document_id>/file/<int:number>/", documents.version, name="version"),
    path("investors/documents/<uuid:document_id>/versions/", documents.add_version, name="add-version"),
    path("investors/documents/<uuid:document_id>/release/", documents.release, name="release"),
    path("investors/documents/<uuid:document_id>/release/<int:release_id>/", documents.take_back, name="take-back"),
    path("investors/documents/<uuid:document_id>/remove/", documents.remove, name="remove"),
    # the team
    path("team/investors/", team.queue, name="queue"),
    path("team/investors/seats/<int:seat_id>/", team.seat, name="seat"),
    path("team/investors/seats/<int:seat_id>/decline/", team.decline, name="decline"),
    path("team/investors/seats/<int:seat_id>/end/", team.end, name="end"),
    path("team/investors/introductions/<int:introduction_id>/", team.introduction, name="led"),
    path("team/investors/introductions/<int:introduction_id>/own/", team.own, name="own"),
    path("team/investors/introductions/<int:introduction_id>/put/", team.put, name="put"),
    path("team/investors/introductions/<int:introduction_id>/tell/", team.tell, name="tell"),
]
