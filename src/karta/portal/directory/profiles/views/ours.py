"""Our profile: an organisation's public words, figures, offers and needs, as its representatives write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karta.portal.directory.profiles import printed, queries, rules, services
from karta.portal.directory.profiles.doors import for_representatives
from karta.portal.directory.profiles.forms import FigureSet, OfferForm, ProfileForm, figures_of
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.forms import sent_key
from karta.portal.platform.snapshots import current_snapshot

Content = dict[str, Any]


@never_cache
@for_representatives
def edit(request: HttpRequest, of: Organisation) -> HttpResponse:
    """The whole page; saving writes a version."""
    form = ProfileForm(request.POST or None, initial=_first(of), bearer=_bearer(of))
    figures = FigureSet(request.POST or None, initial=figures_of(_content(of)), prefix="figures")
    if request.method != "POST":
        return _page(request, of, form, figures)
    if not (form.is_valid() and figures.is_valid()):
        return _page(request, of, form, figures, status=422)
    said = form.cleaned_data
    seen = _seen(of, said["based_on"])
    content = form.content() | figures.content() | _offers(seen)
    try:
        saved = _save(request, of, content, said)
    except services.Clash as clash:
        return _clash(request, of, clash)
    _tell(request, saved)
    return redirect("profiles:ours", of.org_id)


@never_cache
@for_representatives
def new_offer(request: HttpRequest, of: Organisation) -> HttpResponse:
    """Offer something, or look for something."""
    form = OfferForm(request.POST or None, initial={"based_on": _pk(of), "kind": request.GET.get("kind", "offer")})
    return _offer(request, of, form, key="")


@never_cache
@for_representatives
def edit_offer(request: HttpRequest, of: Organisation, key: str) -> HttpResponse:
    """Change the words of an offer; that confirms it, too."""
    content = _content(of)
    known = content.get(f"offer:{key}")
    if known is None:
        raise Http404(f"{of.org_id}: no offer {key}")
    return _offer(request, of, OfferForm(request.POST or None, initial={**known, "based_on": _pk(of)}), key=key)


@require_POST
@for_representatives
def confirm_offer(request: HttpRequest, of: Organisation, key: str) -> HttpResponse:
    """Say that an offer still holds."""
    content = _content(of)
    known = content.get(f"offer:{key}")
    if known is None:
        raise Http404(f"{of.org_id}: no offer {key}")
    changed = content | {f"offer:{key}": known | {"confirmed": _today()}}
    return _put(request, of, changed)


@require_POST
@for_representatives
def end_offer(request: HttpRequest, of: Organisation, key: str) -> HttpResponse:
    """Take an offer away; the version before holds it still."""
    content = _content(of)
    content.pop(f"offer:{key}", None)
    return _put(request, of, content)


def _offer(request: HttpRequest, of: Organisation, form: OfferForm, *, key: str) -> HttpResponse:
    if form.is_valid():
        said = form.cleaned_data
        seen = _seen(of, said["based_on"])
        if not key and len(_offers(seen)) >= rules.MOST_OFFERS:
            form.add_error(None, _("There are %(n)s already: end one first.") % {"n": rules.MOST_OFFERS})
        else:
            known = seen.get(f"offer:{key}", {})
            told = form.content() | {"since": known.get("since", _today()), "confirmed": _today()}
            try:
                saved = _save(request, of, seen | {f"offer:{key or said['sent_key'][:12].lower()}": told}, said)
            except services.Clash as clash:
                newer = {"based_on": clash.newest.pk, **{name: form.data.get(name) for name in form.content()}}
                lines = printed.changes(seen, clash.newest.content, clash.merged.clashes)
                again = OfferForm(initial=newer)
                return _offer_page(request, of, again, key, clashes=lines, status=409)
            _tell(request, saved)
            return redirect("profiles:ours", of.org_id)
    return _offer_page(request, of, form, key, status=422 if form.is_bound else 200)


def _offer_page(request: HttpRequest, of: Organisation, form: OfferForm, key: str, **said: Any) -> HttpResponse:
    status = said.pop("status")
    context = {"of": of, "form": form, "key": key, "section": "organisations", **said}
    return render(request, "profiles/offer.html", context, status=status)


def _put(request: HttpRequest, of: Organisation, content: Content) -> HttpResponse:
    said = {"based_on": _pk(of), "sent_key": sent_key()}
    try:
        _tell(request, _save(request, of, content, said))
    except services.Clash:
        messages.warning(request, _("Somebody else changed it at this moment: look again."))
    return redirect("profiles:ours", of.org_id)


def _save(request: HttpRequest, of: Organisation, content: Content, said: dict[str, Any]) -> services.Saved:
    return services.save(
        of=of, content=content, based_on=said["based_on"], sent_key=said["sent_key"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip


def _tell(request: HttpRequest, saved: services.Saved) -> None:
    if saved.theirs:
        words = ", ".join(printed.label_of(key) for key in saved.theirs[:5])
        messages.info(request, _("Meanwhile another representative changed: %(what)s. Both changes are kept.") % {
            "what": words})  # fmt: skip
    if saved.is_new:
        messages.success(request, _("Saved. The map shows it from the next publication."))
    else:
        messages.info(request, _("Nothing was changed."))


def _clash(request: HttpRequest, of: Organisation, clash: services.Clash) -> HttpResponse:
    """Both changed the same: what was typed stays in the form, what stands now is told beside it."""
    mine = clash.merged.content
    form = ProfileForm(initial={**_attributes(mine), "based_on": clash.newest.pk}, bearer=_bearer(of))
    figures = FigureSet(initial=figures_of(mine), prefix="figures")
    lines = [printed.line(key, mine.get(key), clash.newest.content.get(key)) for key in clash.merged.clashes]
    return _page(request, of, form, figures, status=409, clashes=lines)


def _page(
    request: HttpRequest, of: Organisation, form: ProfileForm, figures: Any, *, status: int = 200, **said: Any
) -> HttpResponse:
    version = queries.newest(of.ids)
    content = version.content if version else {}
    today = _now().date()
    offers = [
        value | {"key": key.partition(":")[2], "title": {"bg": value["title_bg"], "en": value["title_en"]},
                 "is_old": rules.is_old(datetime.fromisoformat(value["confirmed"]).date(), today),
                 "kind_name": printed.KINDS[value["kind"]], "theme_name": printed.THEMES[value["theme"]]}
        for key, value in sorted(content.items()) if key.startswith("offer:")
    ]  # fmt: skip
    people = queries.representatives(of.ids)
    context = {
        "of": of,
        "form": form,
        "figures": figures,
        "version": version,
        "offers": offers,
        "beside": printed.beside(current_snapshot(), of.org_id, content),
        "people": people,
        "people_count": ngettext("%(n)s person acts for it.", "%(n)s persons act for it.", len(people)) % {
            "n": len(people)},
        "section": "organisations",
        **said,
    }  # fmt: skip
    return render(request, "profiles/ours.html", context, status=status)


def _first(of: Organisation) -> Content:
    """What the form opens with: the version that stands; before the first one the names of the map."""
    version = queries.newest(of.ids)
    if version is None:
        return {f"name_{one}": text for one, text in of.name.items() if text} | {"based_on": 0}
    return _attributes(version.content) | {"based_on": version.pk}


def _attributes(content: Content) -> Content:
    return {name: content[name] for name in rules.ATTRIBUTES if name in content}


def _content(of: Organisation) -> Content:
    version = queries.newest(of.ids)
    return dict(version.content) if version else {}


def _pk(of: Organisation) -> int:
    version = queries.newest(of.ids)
    return version.pk if version else 0


def _seen(of: Organisation, pk: int) -> Content:
    """What the reader of a form saw. Errors: Http404 for a version of another organisation."""
    if not pk:
        return {}
    found = queries.versions(of.ids).filter(pk=pk).first()
    if found is None:
        raise Http404(f"{of.org_id}: no version {pk}")
    return dict(found.content)


def _offers(content: Content) -> Content:
    return {key: value for key, value in content.items() if key.startswith("offer:")}


def _bearer(of: Organisation) -> Any:
    return lambda name: queries.bearer_of(current_snapshot(), name, of.org_id)


def _now() -> datetime:
    return timezone.now().astimezone(SOFIA)


def _today() -> str:
    return _now().date().isoformat()
