"""Recording what sources say of a spin-off: all of it by the team, stage and funding by the organisation itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from karta.portal.directory.ids import now
from karta.portal.directory.models import Claim
from karta.portal.directory.properties import LABELS
from karta.portal.directory.representatives import represented
from karta.portal.platform.access import account_required
from karta.portal.rooms.spinoffs import queries, rules, services
from karta.portal.rooms.spinoffs.errors import NotNow
from karta.portal.rooms.spinoffs.forms import FACT_FORMS
from karta.portal.rooms.spinoffs.models import SpinOff


def _mine(request: HttpRequest, found: SpinOff) -> frozenset[str]:
    """Ids that the account acts for, with the id that the row keeps where it is one of them.

    Errors: PermissionDenied for who is neither of the team nor of the organisation.
    """
    own = represented(request.user)
    own |= frozenset({found.org_id} if found.org_id and now([found.org_id])[found.org_id] in own else ())
    if not rules.may_verify(request.user) and not rules.may_tell(found.org_id, own):
        raise PermissionDenied(f"spin-off {found.code}: this account does not act for it")
    return own


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def years(request: HttpRequest, code: str) -> HttpResponse:
    """What the organisation has said of its stage and funding, with the ways to add and to take back."""
    found = get_object_or_404(SpinOff, code=code)
    _mine(request, found)
    said = {"spin_off": found, "own": rules.OWN, "section": "spinoffs", "back": request.path,
            "claims": [one for one in queries.claims(code) if one.property in rules.OWN]}  # fmt: skip
    return render(request, "spinoffs/years.html", said)


@never_cache
@account_required
@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One fact with its source. `name`: facts.PROPERTIES."""
    if name not in FACT_FORMS:
        raise Http404(f"spin-offs: {name} is nothing that is said of one")
    found = get_object_or_404(SpinOff, code=code)
    own = _mine(request, found)
    if name not in rules.OWN and not rules.may_verify(request.user):
        raise PermissionDenied(f"spin-off {code}: {name} is for the team to record")
    form = FACT_FORMS[name](request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.record(code=code, fact=form.fact(), represented=own, by=request.user, at=timezone.now())
        messages.success(request, _("Recorded."))
        return redirect(_back(request, code))
    said = {"form": form, "spin_off": found, "label": LABELS[name], "back": _back(request, code), "section": "team"}
    return render(request, "spinoffs/fact.html", said, status=422 if form.is_bound else 200)


@require_POST
@account_required
def take_back(request: HttpRequest, code: str, claim_id: str) -> HttpResponse:
    """Take a fact back, or let it stand again (`what=restore`)."""
    found = get_object_or_404(SpinOff, code=code)
    own = _mine(request, found)
    try:
        services.take_back(
            code=code, claim_id=claim_id, is_back=request.POST.get("what") != "restore", represented=own,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except Claim.DoesNotExist as error:
        raise Http404(f"spin-off {code}: no claim {claim_id}") from error
    except NotNow:
        messages.warning(request, _("It is so already."))
    else:
        messages.success(request, _("Saved."))
    return redirect(_back(request, code))


def _back(request: HttpRequest, code: str) -> str:
    """The desk for the team, the organisation's own page for others."""
    return reverse("spinoffs:desk-one" if rules.may_verify(request.user) else "spinoffs:years", args=[code])
