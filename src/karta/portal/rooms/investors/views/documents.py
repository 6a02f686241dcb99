"""Documents: taken in from an organisation, released to one person at a time, opened as a download under a log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST, require_safe

from karta.portal.directory.ids import ids_of
from karta.portal.platform import services as platform
from karta.portal.platform import uploads
from karta.portal.platform.access import account_required
from karta.portal.platform.errors import error_page
from karta.portal.platform.queries import is_throttled
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.rooms.investors import queries, rules
from karta.portal.rooms.investors.documents import services
from karta.portal.rooms.investors.documents.forms import DocumentForm, FileForm, ReleaseForm, seat_label
from karta.portal.rooms.investors.doors import keeper_required
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.models import Document, Version
from karta.portal.rooms.investors.views import company


# The token is checked once the counting stands: reading the form is what takes the file in (Django's own advice).
@never_cache
@csrf_exempt
@keeper_required
@require_POST
def upload(request: HttpRequest, org_id: str) -> HttpResponse:
    """A new document of an organisation."""
    uploads.count(request)
    return _upload(request, org_id)


@csrf_protect
def _upload(request: HttpRequest, org_id: str) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES, is_too_large=uploads.is_too_large(request))
    if not form.is_valid():
        return company.page(request, org_id, document_form=form)
    said = {name: form.cleaned_data[name] for name in ("title", "file", "taken")}
    try:
        made = services.add_document(org_id=org_id, by=request.user, at=timezone.now(), **said)
    except NotNow:
        messages.error(request, _("There are too many documents: remove one first."))
        return redirect("investors:company", org_id)
    messages.success(request, _("Kept. Nobody but your organisation’s people can open it yet."))
    return redirect("investors:document", made.pk)


@never_cache
@account_required
@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A document as its organisation sees it: versions, whom it is released to, who opened it."""
    return _page(request, _own(request, document_id))


def _page(request: HttpRequest, found: Document, **bound: Any) -> HttpResponse:
    snapshot = current_snapshot()
    ids = ids_of(snapshot, found.org_id) or [found.org_id]
    known = queries.introduced_to(ids)
    told = next(one for one in queries.documents_of(found.org_id) if one.pk == found.pk)
    versions = list(told.versions.all())
    openings = sorted((one for v in versions for one in v.openings.all()), key=lambda one: one.at, reverse=True)
    numbers = {one.pk: one.number for one in versions}
    context = {
        "document": told,
        "name": queries.names(snapshot, [found.org_id])[found.org_id],
        "versions": versions,
        "releases": [
            {"release": one, "label": _label(one.seat, known, one.by_id == request.user.pk)}
            for one in told.releases.all()
        ],
        "openings": [
            {
                "at": one.at,
                "number": numbers[one.version_id],
                "label": seat_label(one.seat, is_known=one.seat_id in known) if one.seat else "",
            }
            for one in openings
        ],
        "file_form": FileForm(),
        "release_form": ReleaseForm(seats=queries.seats_known_to(ids), known=known),
        "section": "investors",
        **bound,
    }
    return render(request, "investors/document.html", context, status=422 if bound else 200)


def _label(seat: Any, known: set[int], is_mine: bool) -> str:
    return seat_label(seat, is_known=seat.pk in known or is_mine)


def _own(request: HttpRequest, document_id: UUID) -> Document:
    """A document of an organisation that the account acts for. Errors: Http404."""
    found = Document.objects.filter(pk=document_id, removed_at=None).first()
    if found is None or not rules.may_keep(queries.claimed(request.user), found.org_id):
        raise Http404(f"document {document_id}")
    return found


@never_cache
@account_required
@require_GET
def newest(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The newest version, for those whom the document was released to and for the organisation's own people."""
    found = Document.objects.filter(pk=document_id, removed_at=None).first()
    seat = queries.standing_seat(request.user)
    own = queries.claimed(request.user)
    if found is None or not rules.may_open(own, found.org_id, is_released=queries.is_released(found, seat)):
        raise Http404(f"document {document_id}")
    is_own = rules.may_keep(own, found.org_id)
    return _file(request, found.versions.first(), None if is_own else seat)


@never_cache
@account_required
@require_GET
def version(request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
    """An earlier version, for the organisation's own people."""
    found = _own(request, document_id).versions.filter(number=number).first()
    if found is None:
        raise Http404(f"document {document_id}: no version {number}")
    return _file(request, found, None)


def _file(request: HttpRequest, found: Version, seat: Any) -> HttpResponseBase:
    """A download that no browser shows as a page, noted before its first byte leaves."""
    try:
        held = found.file.open("rb")
    except (FileNotFoundError, ObjectDoesNotExist, ValueError) as error:
        raise Http404(f"version {found.pk}: its file is gone") from error
    services.record_opening(version=found, seat=seat, by=request.user, at=timezone.now())
    response = FileResponse(held, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@never_cache
@csrf_exempt
@account_required
@require_POST
def add_version(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A newer version of one's own document."""
    found = _own(request, document_id)
    uploads.count(request)
    return _add_version(request, found)


@csrf_protect
def _add_version(request: HttpRequest, found: Document) -> HttpResponse:
    form = FileForm(request.POST, request.FILES, is_too_large=uploads.is_too_large(request))
    if not form.is_valid():
        return _page(request, found, file_form=form)
    said = {name: form.cleaned_data[name] for name in ("file", "taken")}
    services.add_version(document_id=found.pk, by=request.user, at=timezone.now(), **said)
    messages.success(request, _("The new version is what opens from now on."))
    return redirect("investors:document", found.pk)


@never_cache
@account_required
@require_POST
def release(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Let one investor open one's own document. Whether an address is an investor's is told a few times only."""
    found = _own(request, document_id)
    ids = ids_of(current_snapshot(), found.org_id) or [found.org_id]
    form = ReleaseForm(request.POST, seats=queries.seats_known_to(ids), known=queries.introduced_to(ids))
    if not form.is_valid():
        return _page(request, found, release_form=form)
    seat = form.cleaned_data["seat"]
    if seat is None:
        if is_throttled("seat_address", str(request.user.pk), at=timezone.now()):
            return error_page(request, 429)
        platform.count_attempt(kind="seat_address", text=str(request.user.pk), at=timezone.now())
        seat = queries.seat_of_address(form.cleaned_data["email"])
    if seat is None:
        form.add_error("email", _("No investor of this room has this address. Ask them to join first."))
        return _page(request, found, release_form=form)
    services.release(document_id=found.pk, seat=seat, by=request.user, at=timezone.now())
    messages.success(request, _("Released: this person can open it, nobody else."))
    return redirect("investors:document", found.pk)


@never_cache
@account_required
@require_POST
def take_back(request: HttpRequest, document_id: UUID, release_id: int) -> HttpResponse:
    """Take a release back."""
    _own(request, document_id)
    try:
        services.take_back(document_id=document_id, release_id=release_id, by=request.user, at=timezone.now())
    except NotThere as error:
        raise Http404(str(error)) from error
    messages.success(request, _("Taken back: it no longer opens for this person."))
    return redirect("investors:document", document_id)


@never_cache
@account_required
@require_POST
def remove(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Delete one's own document for good."""
    found = _own(request, document_id)
    if not request.POST.get("sure"):
        messages.error(request, _("Nothing was deleted: tick the box first."))
        return redirect("investors:document", document_id)
    services.remove_document(document_id=document_id, by=request.user, at=timezone.now())
    messages.success(request, _("The document and its files are deleted."))
    return redirect("investors:company", found.org_id)
