"""Pages of public roles: the cluster's team for everybody, one's own roles, and those that one confirms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from karta.portal.directory.ids import known, unnamed
from karta.portal.directory.models import Body, PublicRole
from karta.portal.directory.public_roles import queries, services
from karta.portal.directory.public_roles.forms import RoleForm
from karta.portal.directory.public_roles.rules import PURPOSE
from karta.portal.platform.access import account_required
from karta.portal.platform.map_file import map_file
from karta.portal.platform.queries import has_consent
from karta.portal.platform.snapshots import snapshot_or_none


def _cluster() -> Body | None:
    """The body that the cluster is in the directory."""
    return Body.objects.filter(code=map_file().cluster or "").first()


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who speaks for the cluster: those alone who agreed to stand here."""
    found = queries.shown_at_body(map_file().cluster or "", timezone.localdate())
    return render(request, "public_roles/people.html", {"roles": found, "section": "people"})


@never_cache
@account_required
def roles(request: HttpRequest) -> HttpResponse:
    """One's own public roles with the form for another one, and those that wait for one's word."""
    form = RoleForm(request.POST or None, initial={"org_id": request.GET.get("org_id", "")})
    if request.method == "POST" and form.is_valid() and (place := _place(form)) is not None:
        _propose(request, form, place)
        return redirect("people:roles")
    context = {
        "own": _at(request, queries.own(request.user)),
        "waiting": _at(request, queries.to_confirm(request.user)),
        "standing": _at(request, queries.confirmed_by_right_of(request.user)),
        "agrees": has_consent(request.user.pk, PURPOSE),
        "form": form,
        "section": "account",
    }
    return render(request, "public_roles/roles.html", context, status=422 if form.is_bound else 200)


def _place(form: RoleForm) -> dict[str, Any] | None:
    """Where the role is: {"org_id", "body"}; None, with an error in the form, where there is no such place."""
    asked = form.cleaned_data["org_id"]
    if not asked:
        body = _cluster()
        if body is None:
            form.add_error("org_id", _("This portal names no cluster of its own: give an organisation."))
            return None
        return {"org_id": "", "body": body}
    return {"org_id": asked, "body": None}


def _propose(request: HttpRequest, form: RoleForm, place: dict[str, Any]) -> None:
    said = form.cleaned_data
    made = services.propose(
        **place, name={"bg": said["name_bg"], "en": said["name_en"]},
        title={"bg": said["title_bg"], "en": said["title_en"]}, starts_on=said["starts_on"], ends_on=said["ends_on"],
        agrees=said["agrees"], by=request.user, at=timezone.now(),
    )  # fmt: skip
    if made.confirmed_at:
        messages.success(request, _("The role is shown from now on."))
    else:
        messages.success(request, _("Noted. It is shown once your organisation or a steward confirms it."))


def _at(request: HttpRequest, found: Any) -> list[dict[str, Any]]:
    """Roles with the name of where they are."""
    roles = list(found)
    there = known(snapshot_or_none(request), (one.org_id for one in roles))
    names = {org_id: one.name for org_id, one in there.items()}
    return [
        {"role": one, "place": one.body.name if one.body else names.get(one.org_id) or unnamed(one.org_id)}
        for one in roles
    ]


@account_required
@require_POST
def confirm(request: HttpRequest, role_id: int) -> HttpResponse:
    """Say that a person has the role."""
    return _decided(request, role_id, services.confirm, _("Confirmed; the role is shown from now on."))


@account_required
@require_POST
def end(request: HttpRequest, role_id: int) -> HttpResponse:
    """Give up one's own, decline or take back another's."""
    return _decided(request, role_id, services.end, _("The role is shown nowhere any more."))


def _decided(request: HttpRequest, role_id: int, write: Any, said: str) -> HttpResponse:
    try:
        write(role_id=role_id, by=request.user, at=timezone.now())
    except (PublicRole.DoesNotExist, PermissionDenied) as error:
        raise Http404(f"public role {role_id}: none of yours") from error
    except services.AlreadyDecided:
        messages.warning(request, _("Somebody did this before you; nothing was changed."))
    else:
        messages.success(request, said)
    return redirect("people:roles")
