"""Jurors, for who leads the round: invitations, how far each is, reminders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from karta.portal.engines.review.assigning import queries as assigning
from karta.portal.engines.review.doors import leading
from karta.portal.engines.review.errors import NotNow
from karta.portal.engines.review.forms import InvitationForm
from karta.portal.engines.review.jury import queries, services
from karta.portal.engines.review.models import Round
from karta.portal.engines.review.views.rounds import frame
from karta.portal.platform import mail


@never_cache
@leading
@require_http_methods(["GET", "POST"])
def jurors(request: HttpRequest, round_id: int) -> HttpResponse:
    """Who was asked, who said yes, what each has still to do; a POST asks somebody."""
    found, form = get_object_or_404(Round, pk=round_id), InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = mail.absolute(request, "/")[:-1]
        try:
            services.invite(round_id=round_id, by=request.user, at=timezone.now(), origin=origin, **form.cleaned_data)
        except NotNow:
            form.add_error("email", _("They were asked already, or the round is over."))
        else:
            messages.success(request, _("Asked; the letter is on its way."))
            return redirect("review:jurors", round_id)
    loads = {one.pk: one for one in assigning.loads(found)}
    rows = [(one, loads.get(one.pk)) for one in queries.jurors(found)]
    context = {**frame(found), "rows": rows, "form": form}
    return render(request, "review/team/jurors.html", context, status=422 if form.is_bound else 200)


@never_cache
@leading
@require_POST
def remind(request: HttpRequest, round_id: int) -> HttpResponse:
    """Write to those whose reviews are not all submitted."""
    try:
        origin = mail.absolute(request, "/")[:-1]
        count = services.remind(round_id=round_id, by=request.user, at=timezone.now(), origin=origin)
    except NotNow:
        messages.warning(request, _("The round takes no reviews now."))
    else:
        words = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", count)
        messages.success(request, words % {"count": count})
    return redirect("review:jurors", round_id)


@never_cache
@leading
@require_POST
def end(request: HttpRequest, round_id: int, juror_id: int) -> HttpResponse:
    """End somebody's part in the round."""
    try:
        services.end(juror_id=juror_id, by=request.user, at=timezone.now())
    except NotNow:
        messages.warning(request, _("Their part has ended already."))
    return redirect("review:jurors", round_id)
