""" "We are a spin-off": the form for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from karta.portal.platform import mail
from karta.portal.platform.errors import error_page
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.spinoffs import rules, services
from karta.portal.rooms.spinoffs.forms import ProposalForm
from karta.portal.rooms.spinoffs.models import Proposal
from karta.portal.rooms.spinoffs.rule import RULE

SAID = ("sent_key", "name", "origin_kind", "origin", "founded", "address", "words", "email")


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The form beside the rule. The same form sent twice is one proposal."""
    form = ProposalForm(request.POST or None)
    if not form.is_valid():
        said = {"form": form, "rule": [clause[language()] for clause in RULE], "days": rules.ANSWER_DAYS,
                "section": "spinoffs"}  # fmt: skip
        return render(request, "spinoffs/propose.html", said, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    if not form.is_machine:
        is_known = Proposal.objects.filter(sent_key=said["sent_key"]).exists()
        if not is_known and not mail.may_ask(request, said["email"]):
            return error_page(request, 429)
        services.propose(
            **{name: said[name] for name in SAID}, website=said["site"], language=language(), at=timezone.now()
        )
    return redirect("spinoffs:proposed")


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """What happens next. It says nothing about any proposal, so anybody may open it."""
    return render(request, "spinoffs/proposed.html", {"days": rules.ANSWER_DAYS, "section": "spinoffs"})
