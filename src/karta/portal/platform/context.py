"""What every page knows: the snapshot that it shows and its own address in the other language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from karta.portal.platform import rules
from karta.portal.platform.access import arrival
from karta.portal.platform.snapshots import NoSnapshot, asked_moment, asked_snapshot, store


def page(request: HttpRequest) -> dict[str, Any]:
    """`snapshot` (or None), its `snapshot_day`, `snapshot_moment` of publication and `snapshot_title`, `as_of`,
    `as_of_query` to hang on links, `permalink` and `current_url` of this page with and without a past moment,
    `newer_snapshot` where another is current now, `language`, `other_language`, `other_language_url`, `is_steward`,
    `is_curator`, `is_editor`, `team_home` (or None)."""
    language = (get_language() or "bg")[:2]
    other = "en" if language == "bg" else "bg"
    path = request.get_full_path()
    in_other = f"/{other}{path[3:]}"
    known = _snapshot(request)
    return {
        **known,
        "language": language,
        "other_language": other,
        "other_language_url": in_other if path.startswith(f"/{language}/") else f"{request.path}?lang={other}",
        "is_steward": hasattr(request, "user") and rules.may_steward(request.user),
        "is_curator": hasattr(request, "user") and rules.may_curate(request.user),
        "is_editor": hasattr(request, "user") and rules.may_edit(request.user),
        "team_home": _team_home(request),
    }


def _team_home(request: HttpRequest) -> str | None:
    """Where those begin who work on the portal; None for everybody else. Error pages ask too, without a user."""
    if not hasattr(request, "user"):
        return None
    found = arrival(request.user)
    return None if found == reverse(settings.LOGIN_REDIRECT_URL) else found


def _snapshot(request: HttpRequest) -> dict[str, Any]:
    """Error pages ask too: a day that cannot be read, or before the first snapshot, must not fail a second time."""
    nothing = {
        "snapshot": None,
        "snapshot_day": None,
        "snapshot_moment": None,
        "snapshot_title": None,
        "as_of": None,
        "as_of_query": "",
        "permalink": None,
        "newer_snapshot": None,
        "current_url": _address(request, None),
    }
    try:
        snapshot, as_of = asked_snapshot(request), asked_moment(request)
    except (NoSnapshot, BadRequest):
        return nothing
    moment, current = store().published_at(snapshot.name), store().current()
    return {
        "snapshot": snapshot,
        "snapshot_day": built_day(snapshot.manifest),
        "snapshot_moment": moment,
        "permalink": _address(request, moment) if moment else None,
        "newer_snapshot": current.name if as_of and current and current.name != snapshot.name else None,
        "current_url": _address(request, None),
        "snapshot_title": snapshot.manifest.get("title"),
        "as_of": as_of,
        "as_of_query": f"?{urlencode({'as_of': request.GET['as_of']})}" if as_of else "",
    }


def _address(request: HttpRequest, moment: datetime | None) -> str:
    """This page with everything that it was asked for, as of a moment, or as of now."""
    params = request.GET.copy()
    params.pop("as_of", None)
    if moment:
        params["as_of"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return f"{request.path}?{params.urlencode()}" if params else request.path


def built_day(manifest: dict[str, Any]) -> date:
    """The day on which the snapshot was built, UTC."""
    return datetime.fromisoformat(manifest["built_at"]).date()
