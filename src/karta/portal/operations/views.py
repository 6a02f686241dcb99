"""The team's view of snapshots, builds and sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from karta.portal.engines.builds import queries as builds
from karta.portal.engines.builds import services as build_services
from karta.portal.engines.builds import tasks
from karta.portal.engines.builds.models import Run
from karta.portal.operations import queries, services
from karta.portal.platform.access import steward_required
from karta.portal.platform.snapshots import current_snapshot
from karta.snapshot.errors import SnapshotError


@steward_required
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    """What is current, what waits, what was; and the builds of late."""
    build_services.fail_lost(at=timezone.now())
    shown = {
        "snapshots": queries.snapshots(),
        "builds": builds.latest_builds(),
        "active": builds.active_build(),
        "section": "team",
        "team": "operations",
    }
    return render(request, "operations/snapshots.html", shown)


@steward_required
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """How fresh each source of the current map is."""
    manifest = current_snapshot().manifest
    found = queries.sources(manifest, today=timezone.localdate())
    return render(request, "operations/sources.html", {"sources": found, "section": "team", "team": "sources"})


@steward_required
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Build a snapshot from everything that is there now."""
    try:
        made = build_services.ask(kind=Run.Kind.BUILD, by=request.user, at=timezone.now())
    except build_services.Busy:
        messages.warning(request, _("A build is under way. Wait until it has ended, or cancel it."))
        active = builds.active_build()
        return redirect("operations:run", active.pk) if active else redirect("operations:snapshots")
    tasks.build.enqueue(made.pk)
    return redirect("operations:run", made.pk)


@steward_required
@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A build: its progress, then what it changed, then publish or discard."""
    return render(request, "operations/run.html", _run_context(_run(run_id)))


@steward_required
@require_GET
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The running step, for htmx; when it has ended, the page is loaded anew."""
    found = _run(run_id)
    if not found.is_active:
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "builds/progress.html", _run_context(found))


@steward_required
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a build."""
    build_services.cancel(run_id=_run(run_id).pk, by=request.user, at=timezone.now())
    return redirect("operations:run", run_id)


@steward_required
@require_POST
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """Make a snapshot current."""
    return _do(request, lambda: services.publish(name=name, **_who(request)), _("Published."))


@steward_required
@require_POST
def rollback(request: HttpRequest) -> HttpResponse:
    """Make the snapshot current that was current before."""
    return _do(request, lambda: services.rollback(**_who(request)), _("The snapshot before is current again."))


@steward_required
@require_POST
def discard(request: HttpRequest, name: str) -> HttpResponse:
    """Remove a snapshot."""
    return _do(request, lambda: services.discard(name=name, **_who(request)), _("Discarded."))


@steward_required
@require_GET
def difference(request: HttpRequest) -> HttpResponse:
    """What differs between two snapshots: `?before=…&after=…`, by name or `current` and `candidate`."""
    before, after = request.GET.get("before", "current"), request.GET.get("after", "candidate")
    shown: dict[str, Any] = {"snapshots": queries.snapshots(), "before": before, "after": after}
    try:
        shown["difference"] = builds.difference_shown(before, after, language=_language())
    except SnapshotError as error:
        shown["error"] = _said(error)
    return render(request, "operations/difference.html", {**shown, "section": "team", "team": "operations"})


def _run(run_id: int) -> Run:
    build_services.fail_lost(at=timezone.now())
    found = Run.objects.filter(pk=run_id, kind=Run.Kind.BUILD).first()
    if found is None:
        raise Http404(f"build {run_id}: there is none")
    return found


def _run_context(found: Run) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "run": found,
        "is_unclaimed": builds.is_unclaimed(found, at=timezone.now()),
        "progress_url": reverse("operations:progress", args=[found.pk]),
        "cancel_url": reverse("operations:cancel", args=[found.pk]),
        "error": found.error.get(f"message_{_language()}"),
        "section": "team",
        "team": "operations",
    }
    name = found.result.get("snapshot")
    if found.state == Run.State.DONE and name:
        kept = {snapshot.name: snapshot for snapshot in queries.snapshots()}
        shown["made"] = kept.get(name)
        try:
            shown["difference"] = (
                builds.difference_shown("current", name, language=_language()) if name in kept else None
            )
        except SnapshotError as error:
            shown["note"] = _said(error)
    return shown


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _do(request: HttpRequest, write: Callable[[], object], done: str) -> HttpResponseRedirect:
    try:
        write()
    except SnapshotError as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, done)
    return redirect("operations:snapshots")


def _said(error: SnapshotError) -> str:
    return error.message_bg if _language() == "bg" else error.message_en


def _language() -> str:
    return (get_language() or "bg")[:2]
