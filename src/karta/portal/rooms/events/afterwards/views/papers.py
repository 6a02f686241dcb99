"""For stewards: badges, certificates and the report to partners of one edition."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from karta.portal.directory import timing
from karta.portal.directory.models import Edition
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events.afterwards import people
from karta.portal.rooms.events.afterwards.certificates import services
from karta.portal.rooms.events.afterwards.doors import of_edition, printing_required
from karta.portal.rooms.events.afterwards.models import Certificate
from karta.portal.rooms.events.afterwards.partners import export, queries
from karta.portal.rooms.events.afterwards.partners import services as partners
from karta.portal.rooms.events.afterwards.printing import papers
from karta.portal.rooms.events.afterwards.printing.pdf import unprintable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@printing_required
@require_safe
@of_edition
def overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What can be printed, names that it cannot be printed with, certificates and who partnered."""
    found = _badges(edition)
    context = {
        "edition": edition,
        "badges": len(found),
        "unprintable": [(one.name, signs) for one in found if (signs := unprintable(one.name + one.affiliation))],
        "certificates": list(Certificate.objects.filter(edition=edition)),
        "rows": [(one, export.role_label(one.role)) for one in queries.rows(edition)],
        "is_over": timing.state(edition, timezone.now()) == "past",
        "section": "team",
        "part": "papers",
    }
    return render(request, "afterwards/team_papers.html", context)


def _badges(edition: Edition) -> list[papers.Badge]:
    """Speakers first, then everybody with a place, each in the order of their names."""
    found = []
    for one in edition.speakers.select_related("body"):
        where = one.body.name if one.body else one.affiliation
        found.append(papers.Badge(in_language(one.name), in_language(where), _("Speaker"), is_marked=True))
    for one in people.registered(edition):
        answers = (str(one.answers.get(name, "")) for name in ("position", "organisation"))
        found.append(papers.Badge(one.name, ", ".join(said for said in answers if said), _("Participant")))
    return found


@never_cache
@printing_required
@require_safe
@of_edition
def badges(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 - a view gets its request
    """Sheets of badges as PDF, in the reader's language."""
    found = _badges(edition)
    if not found:
        raise Http404(f"event {edition.code}: it has neither speakers nor participants")
    content = papers.badges(edition, found, language(), day=timezone.localdate())
    return _file(content, "application/pdf", f"badges-{edition.code}.pdf")


@printing_required
@require_POST
@of_edition
def issue(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Issue certificates to everybody who spoke or was seen at the entrance, once the event is over."""
    if timing.state(edition, timezone.now()) != "past":
        messages.error(request, _("The event is not over: certificates are issued after its end."))
        return redirect("afterwards:team-papers", edition.code)
    holders = people.speakers(edition) + people.attendees(edition)
    count = services.issue(edition=edition, holders=holders, by=request.user, at=timezone.now())
    told = ngettext("%(n)s certificate was issued.", "%(n)s certificates were issued.", count)
    messages.success(request, told % {"n": count})
    return redirect("afterwards:team-papers", edition.code)


@printing_required
@require_POST
@of_edition
def change(request: HttpRequest, edition: Edition, certificate_id: int) -> HttpResponse:
    """Take a certificate back, or give it again."""
    if not Certificate.objects.filter(edition=edition, pk=certificate_id).exists():
        raise Http404(f"certificate {certificate_id}: none of event {edition.code}")
    is_valid = request.POST.get("what") == "give"
    services.set_valid(certificate_id=certificate_id, is_valid=is_valid, by=request.user, at=timezone.now())
    messages.success(request, _("The certificate is valid again.") if is_valid else _("The certificate is taken back."))
    return redirect("afterwards:team-papers", edition.code)


@never_cache
@printing_required
@require_safe
@of_edition
def report(request: HttpRequest, edition: Edition, ending: str) -> HttpResponse:
    """The report to partners: `xlsx` or `pdf`, once the event is over."""
    if ending not in ("xlsx", "pdf") or timing.state(edition, timezone.now()) != "past":
        raise Http404(f"event {edition.code}: no report of this kind, or it is not over")
    told = partners.figures(edition=edition, by=request.user, at=timezone.now())
    rows, name = queries.rows(edition), f"partners-{edition.code}.{ending}"
    if ending == "xlsx":
        return _file(export.as_xlsx(rows, told, language()), XLSX, name)
    return _file(export.as_pdf(edition, rows, told, queries.pictures(edition), language()), "application/pdf", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
