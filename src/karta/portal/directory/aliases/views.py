"""The page of joinings: every one with its evidence; who curates joins and parts here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from karta.portal.directory import rules
from karta.portal.directory.aliases import queries, services
from karta.portal.directory.aliases.forms import MergeForm, PartForm
from karta.portal.platform.access import required


@never_cache
def merge_list(request: HttpRequest) -> HttpResponse:
    """Every joining; for curators with the form of a new one."""
    may = rules.may_decide(request.user)
    form = MergeForm(request.POST or None) if may else None
    if form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            services.merge(
                body_id=said["body"].pk, gone_id=said["gone"].pk, evidence=said["claims"],
                reason={"bg": said["reason_bg"], "en": said["reason_en"]}, by=request.user, at=timezone.now(),
            )  # fmt: skip
        except services.NotOne:
            form.add_error("gone", _("One source names both side by side: for it they are two."))
        else:
            messages.success(request, _("Joined; it can be taken back."))
            return redirect("aliases:list")
    context = {"merges": list(queries.merges()), "form": form, "may_part": may, "section": "data"}
    return render(request, "aliases/list.html", context, status=422 if form and form.is_bound else 200)


@never_cache
@required(rules.may_decide)
def part(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take one back, with a reason."""
    one = get_object_or_404(queries.merges(), pk=merge_id)
    form = PartForm(request.POST or None)
    if form.is_valid():
        try:
            services.undo(
                merge_id=merge_id, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )  # fmt: skip
        except services.AlreadyUndone:
            messages.warning(request, _("Somebody took it back before."))
        else:
            messages.success(request, _("Taken back: the form stands for itself again."))
        return redirect("aliases:list")
    context = {"one": one, "form": form, "merges": [one], "section": "data"}
    return render(request, "aliases/part.html", context, status=422 if form.is_bound else 200)
