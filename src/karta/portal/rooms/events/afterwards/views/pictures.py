"""For editors: an edition's pictures taken in, described, ordered, taken off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform import uploads
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.doors import keeping_required, of_edition
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.gallery import services
from karta.portal.rooms.events.afterwards.gallery.forms import PictureForm, PicturesForm
from karta.portal.rooms.events.afterwards.models import Picture
from karta.portal.rooms.events.afterwards.views.public import held_picture


@never_cache
@keeping_required
@require_safe
@of_edition
def pictures(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All pictures of an edition with what each lacks, and the form that takes in more."""
    return _page(request, edition, PicturesForm())


def _page(request: HttpRequest, edition: Edition, form: PicturesForm) -> HttpResponse:
    found = list(Picture.objects.filter(edition=edition))
    context = {
        "edition": edition,
        "rows": [{"picture": one, "lacks": len(rules.lacks(one))} for one in found],
        "form": form,
        "section": "team",
        "part": "pictures",
    }
    return render(request, "afterwards/team_pictures.html", context, status=422 if form.is_bound else 200)


# The token is checked once the counting stands: reading the form is what takes the files in (Django's own advice).
@never_cache
@csrf_exempt
@keeping_required
@require_POST
@of_edition
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    """New pictures, which nobody but the team sees yet."""
    uploads.count(request, rules.LARGEST)
    return _add(request, edition)


@csrf_protect
def _add(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = PicturesForm(request.POST, request.FILES, is_too_large=uploads.is_too_large(request))
    if not form.is_valid():
        return _page(request, edition, form)
    said, added, again = form.cleaned_data, 0, 0
    for _file, cleaned in said["files"]:
        try:
            services.add_picture(edition=edition, cleaned=cleaned, credit=said["credit"], licence=said["licence"],
                                 by=request.user, at=timezone.now())  # fmt: skip
            added += 1
        except Again:
            again += 1
        except NotNow:
            messages.error(request, _("The gallery is full: take pictures off first."))
            break
    if added:
        messages.success(request, ngettext(
            "%(n)s picture is kept. Say what it shows, then everybody may see it.",
            "%(n)s pictures are kept. Say what they show, then everybody may see them.", added,
        ) % {"n": added})  # fmt: skip
    if again:
        told = ngettext("%(n)s picture was there already.", "%(n)s pictures were there already.", again)
        messages.warning(request, told % {"n": again})
    return redirect("afterwards:team-pictures", edition.code)


@never_cache
@keeping_required
@require_http_methods(["GET", "HEAD", "POST"])
@of_edition
def picture(request: HttpRequest, edition: Edition, picture_id: int) -> HttpResponse:
    """What one picture shows, and whether everybody sees it."""
    found = held_picture(edition, picture_id)
    standing = {name: getattr(found, name) for name in services.WORDS} | {"publish": found.published_at is not None}
    form = PictureForm(request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        services.describe(picture_id=found.pk, said=said, publish=said["publish"], by=request.user, at=timezone.now())
        messages.success(request, _("Everybody sees it now.") if said["publish"] else _("Kept; only the team sees it."))
        return redirect("afterwards:team-pictures", edition.code)
    context = {"edition": edition, "picture": found, "form": form, "section": "team", "part": "pictures"}
    return render(request, "afterwards/team_picture.html", context, status=422 if form.is_bound else 200)


@keeping_required
@require_POST
@of_edition
def change(request: HttpRequest, edition: Edition, picture_id: int) -> HttpResponse:
    """Put a picture one place nearer or further, take it off the gallery, or delete it."""
    found, at = held_picture(edition, picture_id), timezone.now()
    what = request.POST.get("what", "")
    if what in ("nearer", "further"):
        services.move(picture_id=found.pk, steps=-1 if what == "nearer" else 1, by=request.user, at=at)
        response = redirect("afterwards:team-pictures", edition.code)
        response["Location"] += f"#picture-{found.pk}"
        return response
    if what == "hide":
        services.hide(picture_id=found.pk, by=request.user, at=at)
        messages.success(request, _("Only the team sees it now."))
    elif what == "remove" and request.POST.get("sure"):
        services.remove(picture_id=found.pk, by=request.user, at=at)
        messages.success(request, _("The picture and its files are deleted."))
    else:
        messages.error(request, _("Nothing was deleted: tick the box first."))
        return redirect("afterwards:team-picture", edition.code, found.pk)
    return redirect("afterwards:team-pictures", edition.code)
