"""What everybody sees of an edition that is over: pictures, slides."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform import json_ld as page_json_ld
from karta.portal.platform.errors import error_page
from karta.portal.rooms.events.afterwards import json_ld, rules
from karta.portal.rooms.events.afterwards.doors import of_edition
from karta.portal.rooms.events.afterwards.gallery import queries as pictures
from karta.portal.rooms.events.afterwards.gallery.services import file_name
from karta.portal.rooms.events.afterwards.models import Deck, Picture
from karta.portal.rooms.events.afterwards.slides import queries as slides

PAGE = 48  # pictures


@require_safe
@of_edition
def gallery(request: HttpRequest, edition: Edition) -> HttpResponse:
    """An edition's pictures, in their order."""
    page = Paginator(pictures.shown(edition), PAGE).get_page(request.GET.get("page"))
    told = page_json_ld.script(json_ld.gallery(request, edition, page)) if page.paginator.count else ""
    context = {"edition": edition, "page": page, "count": page.paginator.count, "json_ld": told, "section": "events"}
    return render(request, "afterwards/gallery.html", context)


@require_safe
@of_edition
def picture(request: HttpRequest, edition: Edition, uid: UUID) -> HttpResponse:
    """One picture as large as it is kept, with the ways to those beside it."""
    found = pictures.shown(edition).filter(uid=uid).first()
    if found is None:
        raise Http404(f"picture {uid}: not shown")
    context = {
        "edition": edition,
        "picture": found,
        "beside": pictures.neighbours(found),
        "json_ld": page_json_ld.script(json_ld.picture(request, found)),
        "section": "events",
    }
    return render(request, "afterwards/picture.html", context)


@require_safe
def gallery_file(request: HttpRequest, uid: UUID, width: int) -> HttpResponseBase:
    """One size of a picture: of public ones for everybody, of others for the team.

    It is asked for anew each time (304 where nothing changed), so that what was taken off is gone at once.
    """
    found = pictures.public_file(uid, width)
    if found is None and rules.may_keep(request.user):
        found = pictures.any_file(uid, width)
    if found is None:
        raise Http404(f"picture {uid}, {width} wide: not shown")
    etag = f'"{uid}-{width}"'  # a file never changes under its name
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    try:
        held = default_storage.open(file_name(uid, width))
    except FileNotFoundError as error:
        raise Http404(f"picture {uid}, {width} wide: its file is gone") from error
    response = FileResponse(held, content_type="image/webp")
    response["Cache-Control"] = "no-cache" if found.published_at else "private, no-store"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@of_edition
def library(request: HttpRequest, edition: Edition) -> HttpResponse:
    """An edition's slides whose authors agreed."""
    context = {"edition": edition, "decks": slides.shown(edition), "section": "events"}
    return render(request, "afterwards/library.html", context)


@require_safe
@of_edition
def deck_file(request: HttpRequest, edition: Edition, uid: UUID) -> HttpResponseBase:
    """Slides as a download, while their authors agree; 410 afterwards, so that search engines forget them too."""
    found = Deck.objects.public().filter(edition=edition, uid=uid).first()
    if found is None:
        if Deck.objects.filter(edition=edition, uid=uid, authors__consents__withdrawn_at__isnull=False).exists():
            return error_page(request, 410)
        raise Http404(f"slides {uid}: not shown")
    return sent(found)


def sent(deck: Deck) -> HttpResponseBase:
    """A download that no browser shows as a page and nothing on the way keeps. Errors: Http404."""
    try:
        held = deck.file.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404(f"{deck}: its file is gone") from error
    response = FileResponse(held, as_attachment=True, filename=deck.name, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noarchive"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def held_picture(edition: Edition, picture_id: int) -> Picture:
    """A picture of an edition, shown or not, for the team. Errors: Http404."""
    found = Picture.objects.filter(edition=edition, pk=picture_id).first()
    if found is None:
        raise Http404(f"picture {picture_id}: none of event {edition.code}")
    return found
