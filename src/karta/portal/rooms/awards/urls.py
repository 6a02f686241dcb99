from django.urls import path

from karta.portal.rooms.awards.views import entries, guide, hours, public, team

app_name = "awards"
urlpatterns = [
    path("awards/", public.award_list, name="list"),
    # an applicant
    path("awards/entries/", entries.entries, name="entries"),
    path("awards/entries/<uuid:entry_id>/", entries.entry, name="entry"),
    path("awards/entries/<uuid:entry_id>/save/", entries.save, name="save"),
    path("awards/entries/<uuid:entry_id>/withdraw/", entries.withdraw, name="withdraw"),
    path("awards/entries/<uuid:entry_id>/receipts/<int:version>/", entries.receipt, name="receipt"),
    path("awards/entries/<uuid:entry_id>/receipts/<int:version>/content.json", entries.content, name="content"),
    path("awards/files/<uuid:file_id>/", entries.file, name="file"),
    path("awards/<slug:code>/", public.award, name="award"),
    path("awards/<slug:code>/enter/", entries.start, name="start"),
    # the applicants' room
    path("applicants/", guide.guide, name="guide"),
    path("applicants/templates/<slug:code>.docx", guide.template, name="template"),
    path("applicants/mentors/", hours.mentors, name="mentors"),
    path("applicants/mentors/<int:slot_id>/book/", hours.book, name="book"),
    path("applicants/hours/", hours.hours, name="hours"),
    path("applicants/hours/mentor/", hours.become, name="become"),
    path("applicants/hours/offer/", hours.offer, name="offer"),
    path("applicants/hours/slots/<int:slot_id>/withdraw/", hours.withdraw_slot, name="withdraw-slot"),
    path("applicants/hours/<int:booking_id>/cancel/", hours.cancel, name="cancel"),
    # the team
    path("team/awards/", team.desk, name="desk"),
    path("team/awards/<slug:code>/", team.award, name="run"),
    path("team/awards/<slug:code>/questions/", team.questions, name="questions"),
    path("team/awards/<slug:code>/questions/<int:question_id>/", team.question, name="question"),
    path("team/awards/<slug:code>/hand-over/", team.hand_over, name="hand-over"),
    path("team/awards/<slug:code>/publish/", team.publish, name="publish"),
    path("team/awards/<slug:code>/entries.xlsx", team.export, name="export"),
    path("team/awards/files/<uuid:file_id>/", team.file, name="team-file"),
]
