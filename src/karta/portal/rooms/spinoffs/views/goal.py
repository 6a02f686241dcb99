"""Public pages: the goal with its list, map, timeline and forecast; the list as a file and a feed; one spin-off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from karta.portal.directory import feeds
from karta.portal.directory.queries import claims_on
from karta.portal.directory.representatives import represented
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import mail
from karta.portal.platform.public_state import kept
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.spinoffs import entries as listed
from karta.portal.rooms.spinoffs import export, forecast, pictures, profile, queries, rules
from karta.portal.rooms.spinoffs.entries import STATES, Entry
from karta.portal.rooms.spinoffs.foretold import Foretold, foretell
from karta.portal.rooms.spinoffs.forms import AssumptionForm
from karta.portal.rooms.spinoffs.models import Decision, SpinOff
from karta.portal.rooms.spinoffs.rule import REVIEWED, RULE
from karta.snapshot.reader import Snapshot

SORTS: dict[str, Callable[[Entry], Any]] = {
    "state": lambda one: STATES.index(one.state),
    "name": lambda one: (one.name[language()] or one.name["bg"] or one.name["en"] or "").casefold(),
    "origin": lambda one: (not one.origin, one.origin.casefold()),
    "founded": lambda one: (one.founded_year is None, one.founded_year or 0),
}
ASSUMPTIONS = ("rate", "verified_pct", "survival_pct", "lag_years", "window_years")


@require_safe
def goal(request: HttpRequest) -> HttpResponse:
    """`/en/spinoffs/`. The address holds the order of the list and the assumptions of the forecast."""
    snapshot, at = snapshot_or_none(request), timezone.now()
    reached, found = queries.goal(snapshot), queries.entries(snapshot)
    asked = any(name in request.GET for name in ASSUMPTIONS)
    form = AssumptionForm(request.GET if asked else None)
    is_wrong = form.is_bound and not form.is_valid()
    usable = AssumptionForm() if is_wrong else form
    sort = request.GET.get("sort", "state")
    said = {
        "goal": reached,
        "dots": list(pictures.dots(reached)) if reached else [],
        "dots_height": pictures.height_of_dots(reached) if reached else 0,
        "entries": _in_order(found, sort),
        "counts": Counter(one.state for one in found),
        "heads": [_head(name, sort) for name in SORTS],
        "rule": [clause[language()] for clause in RULE],
        "reviewed": REVIEWED,
        "map": _map(snapshot, found),
        "timeline": pictures.timeline(queries.by_year(found)),
        "undated": sum(one.founded_year is None for one in found if one.state in (listed.VERIFIED, listed.CHECKED)),
        "section": "spinoffs",
        **(_forecast(snapshot, reached, form, usable, at) if reached else {}),
    }
    return render(request, "spinoffs/goal.html", said, status=422 if is_wrong else 200)


def _map(snapshot: Snapshot | None, found: list[Entry]) -> pictures.Map | None:
    name = f"spinoffs.map {snapshot and snapshot.name} {language()}"
    return kept(name, lambda: pictures.map_of(settings.FRONTEND, found, language()))


def _in_order(found: list[Entry], sort: str) -> list[Entry]:
    """Errors: Http404 for an order that there is none of."""
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        raise Http404(f"spin-offs: {sort} is no order")
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _head(name: str, sort: str) -> dict[str, str]:
    """A column's head: the order that its link asks for, and the one that stands."""
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"name": name, "order": order, "link": f"-{name}" if sort == name else name}


def _forecast(
    snapshot: Snapshot | None, reached: queries.Goal, form: AssumptionForm, usable: AssumptionForm, at: datetime
) -> dict[str, Any]:
    told = foretell(snapshot, reached, usable.assumed(), usable.window(), at)
    if told is None:
        return {}
    return {
        "form": form,
        "is_set": usable.is_set,
        "told": told,
        "fan": _fan(told, reached),
        "window": usable.window(),
        "least": {"founded": forecast.LEAST_FOUNDED, "years": forecast.LEAST_YEARS,
                  "decisions": forecast.LEAST_DECISIONS, "company_years": forecast.LEAST_COMPANY_YEARS},
        "founded": sum(told.known.founded),
        "decisions": told.known.accepted + told.known.declined,
        "coverage": list(zip(forecast.BANDS, told.coverage, strict=True)),
        "lag": usable.assumed().lag,
    }  # fmt: skip


def _fan(told: Foretold, reached: queries.Goal) -> pictures.Fan | None:
    if not told.years:
        return None
    return pictures.fan(told.years, told.lives, told.known.verified, told.known.at, reached.target)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file. `kind`: csv, xlsx, json."""
    snapshot = snapshot_or_none(request)
    found, day = queries.entries(snapshot), timezone.now().astimezone(SOFIA).date()
    if kind == "json":
        made = export.as_json(found, queries.goal(snapshot), day, language())
    else:
        made = (export.as_csv if kind == "csv" else export.as_xlsx)(found, day, language())
    response = HttpResponse(made, content_type=export.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="spin-offs.{kind}"'
    return response


@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Verifications and withdrawals, newest first. `kind`: atom, json."""
    page, found = mail.absolute(request, reverse("spinoffs:goal")), queries.decisions()
    newest = found[0].at if found else datetime(2026, 1, 1, tzinfo=UTC)
    made = feeds.Feed(
        f"urn:karta:spin-offs:{language()}", _("Spin-offs towards the goal"), language(), page,
        mail.absolute(request, request.path), feeds.stamp(newest), "Karta", [_entry(request, one) for one in found],
    )  # fmt: skip
    body = feeds.as_atom(made) if kind == "atom" else feeds.as_json(made)
    return HttpResponse(body, content_type=feeds.TYPES[kind])


def _entry(request: HttpRequest, decision: Decision) -> feeds.Entry:
    name = decision.spin_off.name[language()]
    says = _("%(name)s: verified") if decision.what == Decision.What.VERIFIED else _("%(name)s: verification withdrawn")
    address = mail.absolute(request, reverse("spinoffs:profile", args=[decision.spin_off.code]))
    title = says % {"name": name}
    return feeds.Entry(f"urn:karta:spin-off-decision:{decision.pk}:{language()}", title, title,
                       str(format_html("<p>{}</p>", decision.evidence)), address, feeds.stamp(decision.at))  # fmt: skip


@require_safe
def spin_off(request: HttpRequest, code: str) -> HttpResponse:
    """One company: where it comes from, whether it counts and why, its stages and funding year by year."""
    found = get_object_or_404(SpinOff, code=code)
    snapshot = snapshot_or_none(request)
    entry = next((one for one in queries.entries(snapshot) if one.code == code), None)
    if entry is None:
        raise Http404(f"spin-off {code}")
    told = claims_on(rules.KIND, [code])[code]
    today = timezone.now().astimezone(SOFIA).year
    total, without_rate = profile.total_eur(told)
    said = {
        "spin_off": found,
        "entry": entry,
        "origin": told["origin"],
        "founding": told["founding"],
        "stage": max(told["stage"].claims, key=lambda one: (one.starts_on, one.recorded_at), default=None),
        "total": total,
        "without_rate": without_rate,
        "years": profile.years(told),
        "picture": profile.picture(told, founded=entry.founded_year, until=entry.closed_year or today,
                                   language=language()),
        "decisions": [one for one in found.decisions.all() if one.undone_at is None],
        "rule": [clause[language()] for clause in RULE],
        "may_tell": rules.may_tell(entry.org_id, represented(request.user)),
        "may_verify": rules.may_verify(request.user),
        "section": "spinoffs",
    }  # fmt: skip
    return render(request, "spinoffs/profile.html", said)
