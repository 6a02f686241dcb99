from django.urls import path

from karta.portal.rooms.contact import views

app_name = "contact"
urlpatterns = [
    path("contact/", views.contact, name="form"),
    path("contact/sent/", views.sent, name="sent"),
    path("team/messages/", views.message_queue, name="queue"),
    path("team/messages/terms/", views.terms, name="terms"),
    path("team/messages/<int:message_id>/", views.message, name="message"),
    path("team/messages/<int:message_id>/take/", views.take, name="take"),
    path("team/messages/<int:message_id>/close/", views.close, name="close"),
    path("team/messages/<int:message_id>/reopen/", views.reopen, name="reopen"),
    path("team/messages/<int:message_id>/erase/", views.erase, name="erase"),
]
