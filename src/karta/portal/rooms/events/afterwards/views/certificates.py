"""Certificates: taken by whom they were issued to, checked by anybody who has one before them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from karta.portal.platform import mail, tokens
from karta.portal.platform.errors import error_page
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events.afterwards import letters, people, rules
from karta.portal.rooms.events.afterwards.certificates.forms import NameForm, NumberForm
from karta.portal.rooms.events.afterwards.doors import for_speaker
from karta.portal.rooms.events.afterwards.models import Certificate
from karta.portal.rooms.events.afterwards.people import Holder
from karta.portal.rooms.events.afterwards.printing import papers
from karta.portal.rooms.events.models import Registration, Session, Speaker


@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Where one types the number of a certificate."""
    form = NumberForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("afterwards:certificate", form.cleaned_data["number"])
    status = 422 if form.is_bound else 200
    return render(request, "afterwards/certificates.html", {"form": form, "section": "events"}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a certificate is valid, and whether it is of the name on the paper: no name is told to anybody."""
    found = Certificate.objects.select_related("edition").filter(number=rules.read_number(number)).first()
    form = NameForm(request.POST or None)
    is_of_name = None
    if found is not None and request.method == "POST" and form.is_valid():
        is_of_name = rules.mark_of(form.cleaned_data["name"]) in found.marks
    context = {"certificate": found, "number": number[:40], "form": form, "is_of_name": is_of_name, "section": "events"}
    return render(request, "afterwards/certificate.html", context, status=200 if found else 404)


@require_safe
def take(request: HttpRequest, token: str) -> HttpResponse:
    """One's own certificate of attendance, by the link of a letter."""
    found = _attendee(token)
    if found is None:
        return error_page(request, 410)
    held = _held(Certificate.Kind.ATTENDANCE, found.pk)
    context = {"token": token, "certificate": held, "edition": found.admission.edition, "section": "events"}
    return _private(render(request, "afterwards/take.html", context))


@require_safe
def take_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The same as PDF, in the language of the address."""
    found = _attendee(token)
    if found is None:
        return error_page(request, 410)
    return _pdf(request, _held(Certificate.Kind.ATTENDANCE, found.pk), people.attendee(found))


@require_safe
@for_speaker
def speaker_pdf(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponseBase:  # noqa: ARG001
    """A speaker's certificate as PDF, by the link of their letter."""
    held = _held(Certificate.Kind.SPEAKING, speaker.pk)
    sessions = [one.session for one in speaker.parts.select_related("session")]
    held_sessions = [one for one in sessions if one.state == Session.State.PUBLISHED]
    return _pdf(request, held, people.speaker(speaker, held_sessions))


def of_speaker(speaker: Speaker) -> Certificate | None:
    """The valid certificate of a speaker."""
    return _held(Certificate.Kind.SPEAKING, speaker.pk)


def _attendee(token: str) -> Registration | None:
    try:
        pk = tokens.read(letters.ATTENDEE, token)
    except tokens.BadToken:
        return None
    return Registration.objects.select_related("admission__edition").filter(pk=pk).first()


def _held(kind: Certificate.Kind, holder_id: int) -> Certificate | None:
    valid = Certificate.objects.select_related("edition").filter(withdrawn_at=None)
    return valid.filter(kind=kind, holder_id=holder_id).first()


def _pdf(request: HttpRequest, found: Certificate | None, holder: Holder) -> HttpResponseBase:
    if found is None:
        raise Http404("certificate: none was issued, or it was taken back")
    address = mail.absolute(request, reverse("afterwards:certificate", args=[found.number]))
    content = papers.certificate(found, holder.names, holder.talks, address, language())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.number}.pdf"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
