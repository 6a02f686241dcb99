"""The team's pages of one session: plan it, change it, publish, cancel, restore, remove."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from karta.portal.directory import printed
from karta.portal.directory.models import Edition
from karta.portal.directory.printed import hours
from karta.portal.directory.timing import instant
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events.doors import editor_required
from karta.portal.rooms.events.errors import Impossible, NotNow, Stale
from karta.portal.rooms.events.models import Session
from karta.portal.rooms.events.programme import queries, services
from karta.portal.rooms.events.programme.forms import SessionForm, initial
from karta.portal.rooms.events.programme.views.plan import flags

FIRST_HOUR = time(9)
PROBLEMS = {
    "one_end": ("ends_at", gettext_lazy("Give both hours, or none.")),
    "order": ("ends_at", gettext_lazy("It ends before it begins.")),
    "long": ("ends_at", gettext_lazy("A session lasts 24 hours at most: make one for each day.")),
    "before": ("starts_at", gettext_lazy("This is before the first day of the event.")),
    "after": ("starts_at", gettext_lazy("This is after the last day of the event.")),
}


@never_cache
@editor_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a session; `?fact=` fills in what a source names."""
    edition = get_object_or_404(Edition, code=code)
    first, _last = queries.span(edition)
    opened = initial(None, uuid.uuid4(), instant(first, FIRST_HOUR) if first else None) | _of_fact(request, edition)
    form = SessionForm(request.POST or None, edition=edition, session=None, initial=opened)
    if request.method == "POST" and form.is_valid():
        said = {"edition_id": edition.pk, "uid": form.cleaned_data["uid"], "by": request.user, "at": timezone.now()}
        try:
            made = services.add_session(planned=form.planned(), **said)
        except Impossible as error:
            _refuse(form, error)
        else:
            return _saved(request, edition, made)
    return _page(request, edition, None, form)


def _of_fact(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    fact = edition.sessions.filter(code=request.GET.get("fact", "")).first()
    if fact is None:
        return {}
    kind = fact.kind if fact.kind in Session.Kind.values else Session.Kind.TALK
    return {
        "fact": fact.pk, "kind": kind, "title_bg": fact.name_bg, "title_en": fact.name_en, "about_bg": fact.about_bg,
        "about_en": fact.about_en, "starts_at": fact.starts_at, "ends_at": fact.ends_at,
    }  # fmt: skip


@never_cache
@editor_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Change a session. Where somebody else did meanwhile, both are shown and nothing that was typed is lost."""
    edition = get_object_or_404(Edition, code=code)
    found = _session(edition, session_id)
    form = SessionForm(request.POST or None, edition=edition, session=found, initial=initial(found, None, None))
    theirs = None
    if request.method == "POST" and form.is_valid():
        said = {"edition_id": edition.pk, "session_id": session_id, "by": request.user, "at": timezone.now()}
        try:
            saved = services.change_session(seen=form.cleaned_data["seen"], planned=form.planned(), **said)
        except Stale:
            theirs = _session(edition, session_id)
            form = _on_top_of(request, edition, theirs)
        except Impossible as error:
            _refuse(form, error)
        else:
            return _saved(request, edition, saved, was=found)
    return _page(request, edition, found, form, theirs=theirs)


def _session(edition: Edition, session_id: int) -> Session:
    return get_object_or_404(queries.with_parts(Session.objects.filter(edition=edition)), pk=session_id)


def _on_top_of(request: HttpRequest, edition: Edition, theirs: Session) -> SessionForm:
    """What was sent, based on what stands now: sent again, it replaces that knowingly."""
    data = request.POST.copy()
    data["seen"] = str(theirs.version)
    form = SessionForm(data, edition=edition, session=theirs, initial=initial(theirs, None, None))
    form.is_valid()
    return form


def _refuse(form: SessionForm, error: Impossible) -> None:
    """Say at its field why a session cannot be there and then."""
    if error.problem == "hall":
        other = error.other
        words = _("“%(title)s” is in this hall then, %(hours)s. Choose another hall or time.")
        told = {"title": in_language(other.title), "hours": hours(other.starts_at, other.ends_at)}
        form.add_error("hall", words % told)
    else:
        form.add_error(*PROBLEMS[error.problem])


def _saved(request: HttpRequest, edition: Edition, saved: Session, was: Session | None = None) -> HttpResponse:
    messages.success(request, _("Saved."))
    if was is not None and saved.sequence > was.sequence:
        messages.warning(request, _("The session was published: whoever is registered or speaks there is told."))
    if was is None or saved.state == Session.State.PLANNED:
        messages.info(request, _("Readers see it once it is published."))
    for flag in flags(edition, queries.planned(edition)):
        if flag.session.pk == saved.pk:
            messages.warning(request, flag.text)
    return redirect("events:team-programme", edition.code)


def _page(
    request: HttpRequest, edition: Edition, found: Session | None, form: SessionForm, *, theirs: Session | None = None
) -> HttpResponse:
    context = {
        "edition": edition, "session": found, "form": form, "differences": _differences(form, theirs),
        "is_stale": theirs is not None, "section": "team", "tab": "programme",
    }  # fmt: skip
    return render(request, "events/team/session.html", context, status=422 if form.is_bound else 200)


def _differences(form: SessionForm, theirs: Session | None) -> list[tuple[Any, str]]:
    """(label, what stands now) of each field where what was typed is something else."""
    if theirs is None:
        return []
    stands = initial(theirs, None, None)
    found = []
    for name in ("kind", "title_bg", "title_en", "starts_at", "ends_at", "hall", "track", "capacity", "about_bg",
                 "about_en"):  # fmt: skip
        field = form.fields[name]
        if field.has_changed(field.prepare_value(stands.get(name)), form[name].data):
            found.append((field.label, _words(theirs, name)))
    return found


def _words(session: Session, name: str) -> str:
    """A column of a session in words; a dash for none."""
    value = getattr(session, name)
    if name == "kind":
        return str(session.get_kind_display())
    if name in ("hall", "track"):
        return in_language(value.name) if value else "–"
    if isinstance(value, datetime):
        return printed.moment(value, language())
    return str(value) if value not in (None, "") else "–"


@never_cache
@editor_required
@require_POST
def step(request: HttpRequest, code: str, session_id: int, step: str) -> HttpResponse:
    """Publish, cancel, restore or remove a session."""
    edition = get_object_or_404(Edition, code=code)
    _session(edition, session_id)
    said = {"edition_id": edition.pk, "session_id": session_id, "by": request.user, "at": timezone.now()}
    done = {
        "publish": (services.publish, _("Published.")),
        "cancel": (
            services.cancel,
            _("Cancelled; it stays in the programme as such, and whoever it concerns is told."),
        ),
        "restore": (services.restore, _("It takes place after all; whoever it concerns is told.")),
        "remove": (services.remove, _("Removed.")),
    }
    if step not in done:
        raise Http404(f"session: {step} is nothing that can be done")
    do, words = done[step]
    try:
        told = do(**said)
    except NotNow:
        messages.error(request, _("This is not possible any more: somebody changed the session meanwhile."))
    except Impossible as error:
        messages.error(request, _impossible(error))
    else:
        if step == "publish" and told == (0, 1):
            messages.error(request, _("It cannot be at this time or in this hall: change it first."))
        elif step != "publish" or told[0]:
            messages.success(request, words)
    return redirect("events:team-programme", code)


def _impossible(error: Impossible) -> str:
    if error.problem == "hall":
        return _("“%(title)s” is in its hall at this time: move one of them first.") % {
            "title": in_language(error.other.title)
        }
    return str(PROBLEMS[error.problem][1])
