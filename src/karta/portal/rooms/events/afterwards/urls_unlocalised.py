"""Pictures: the same in both languages."""

from django.urls import path

from karta.portal.rooms.events.afterwards.views import public

urlpatterns = [path("gallery/<uuid:uid>-<int:width>.webp", public.gallery_file, name="gallery-file")]
