"""What organisations offer and look for: one public page, and the same as a table."""

from __future__ import annotations

import csv
import io

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from karta.explore.export import harmless
from karta.portal.directory.profiles import queries
from karta.portal.directory.profiles.models import Offer
from karta.portal.directory.profiles.queries import Asked, Listing
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.vocab.labels import label

PAGE = 30
COLUMNS = ("kind", "theme", "title_bg", "title_en", "text_bg", "text_en", "organisation", "name_bg", "name_en",
           "segment", "region", "since", "confirmed")  # fmt: skip


def offer_list(request: HttpRequest) -> HttpResponse:
    """Newest confirmed first; filters are the address."""
    asked = _asked(request)
    found = _listing(asked)
    query = urlencode(asked.params())
    said = {
        "page": Paginator(found.offers, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "count": len(found.offers),
        "kinds": Offer.Kind.choices,
        "themes": Offer.Theme.choices,
        "segments": [(code, label("segment", code, language())) for code in found.segments],
        "regions": found.regions,
        "query": query,
        "section": "organisations",
    }
    return render(request, "profiles/offers.html", said)


def offers_csv(request: HttpRequest) -> HttpResponse:
    """The same offers as a table, both languages."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if request.GET.get("delimiter") == ";" else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in _listing(_asked(request)).offers:
        told = {name: getattr(one.offer, name, "") for name in COLUMNS} | {
            "organisation": one.org_id, "name_bg": one.name["bg"], "name_en": one.name["en"],
            "segment": one.segment, "region": one.region,
        }  # fmt: skip
        writer.writerow([harmless("" if told[name] is None else str(told[name])) for name in COLUMNS])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="offers.csv"'
    return response


def _asked(request: HttpRequest) -> Asked:
    """Errors: Http404 for a kind or theme that is none."""
    asked = Asked(**{name: request.GET.get(name, "")[:60] for name in Asked.__slots__})
    if asked.kind not in ("", *Offer.Kind.values) or asked.theme not in ("", *Offer.Theme.values):
        raise Http404(f"offers: no such kind or theme: {asked}")
    return asked


def _listing(asked: Asked) -> Listing:
    return queries.offers(current_snapshot(), asked, timezone.now().astimezone(SOFIA).date())
