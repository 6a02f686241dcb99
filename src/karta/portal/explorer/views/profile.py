"""One organisation: its page, the proof of each figure, its claims as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from karta.explore.citation import citation
from karta.explore.claims import Claim
from karta.explore.export import harmless
from karta.explore.filters import Filter
from karta.explore.groups import slug_of
from karta.explore.peers import peers
from karta.explore.profile import NoSuchOrganisation, Profile, profile, proof
from karta.explore.rows import OrganisationRow, Page
from karta.portal.directory.ids import former_ids
from karta.portal.directory.mentions import mentions_of
from karta.portal.directory.profiles.shown import own_words
from karta.portal.explorer.map_page.listing import list_rows
from karta.portal.explorer.profile_page import figures, json_ld, words
from karta.portal.explorer.profile_page.chart import chart, currencies
from karta.portal.explorer.profile_page.line import number_line
from karta.portal.explorer.profile_page.links import in_languages, permalink
from karta.portal.platform.public_state import kept
from karta.portal.platform.snapshots import asked_moment, asked_snapshot
from karta.portal.platform.templatetags.karta import in_language
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES, PROFILE_MEASURES
from karta.vocab.labels import label

RELATIONS_SHOWN = 12
SITES_SHOWN = 50
KEY_FIGURES = ("turnover", "revenue", "profit", "headcount", "assets")


def organisation(request: HttpRequest, org_id: str) -> HttpResponse:
    """The page of one organisation; a former id is sent on to the present one."""
    found = _profile(request, org_id)
    if found.organisation.org_id != org_id:
        return _moved(request, org_id, found.organisation.org_id)
    language, offered = get_language(), currencies(found.series)
    currency = request.GET.get("currency", "EUR")
    currency = currency if currency in offered else "EUR"
    relations = [words.relation(one) for one in found.relations]
    snapshot = asked_snapshot(request)
    ids = kept(f"ids {snapshot.name} {org_id}", lambda: [org_id, *former_ids(snapshot, org_id)])
    said = {
        "profile": found,
        "ids": ids,
        "row": found.organisation,
        "name": _name(found.organisation),
        "names": _names(found),
        "history": [words.spell(one, language, _titles(found)) for one in found.history],
        "key_figures": [_key_figure(found, measure, language) for measure in _key_measures(found)],
        "chart": chart(found.series, language, currency=currency),
        "series": _series_table(found, language),
        "currencies": offered if len(offered) > 1 else [],
        "currency": currency,
        "relations": relations[:RELATIONS_SHOWN],
        "more_relations": relations[RELATIONS_SHOWN:],
        "numbers": words.numbers(found.claims),
        "missing": [words.missing(name, language) for name in found.missing],
        "register_links": [
            {"word": words.REGISTERS.get(name, name), "address": to} for name, to in found.register_links
        ],
        "segment_slug": slug_of(found.organisation.attributes["segment"] or ""),
        "permalink": permalink(request),
        "addresses": in_languages(request),
        "citation": _citation(request, found, language),
        "json_ld": json_ld.script(json_ld.organisation(request, found)),
        "sites": [words.site(one, found.claims) for one in found.sites[:SITES_SHOWN]],
        "more_sites": max(len(found.sites) - SITES_SHOWN, 0),
        **_peers(snapshot, found.organisation, str(language)),
        "mentions": mentions_of(ids, language=str(language)),
        "own": own_words(ids, found.claims, is_now=asked_moment(request) is None),
        "section": "organisations",
    }
    return render(request, "explorer/profile.html", said)


def proof_page(request: HttpRequest, org_id: str, measure: str, year: str) -> HttpResponse:
    """Where one figure comes from: a page of its own, or with htmx the content of the drawer."""
    if measure not in PROFILE_MEASURES or not (year == "shown" or year.isdecimal()):
        raise Http404(f"{measure} {year}: no figure")
    snapshot, language = asked_snapshot(request), get_language()
    try:
        found = proof(snapshot, org_id, measure, None if year == "shown" else int(year))
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error
    if found.organisation.org_id != org_id:
        return _moved(request, org_id, found.organisation.org_id)
    if found.winner is None:
        raise Http404(f"{org_id} {measure} {year}: nobody claims it")
    said = {
        "proof": found,
        "row": found.organisation,
        "name": _name(found.organisation),
        "claim_count": 1 + len(found.losers),
        "measure_name": label("measure", measure, language),
        "winner": _claim_card(found.winner, found.winner, language),
        "losers": [_claim_card(claim, found.winner, language) for claim in found.losers],
        "marks": number_line(found.winner, found.losers, language),
        "section": "organisations",
    }
    template = "explorer/proof_body.html" if request.htmx and not request.htmx.boosted else "explorer/proof.html"
    response = render(request, template, said)
    response["Vary"] = "HX-Request"
    return response


def claims_csv(request: HttpRequest, org_id: str) -> HttpResponse:
    """Every claim about one organisation with its source, rule and licence."""
    found = _profile(request, org_id)
    columns = ["claim_id", "measure", "property", "year", "value", "min", "max", "is_year_winner", "is_shown", "rule",
               "shown_rule", "lost_by", "disagreement"]  # fmt: skip
    published = [name for name in found.claims[0].published if name != "visibility"] if found.claims else []
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if request.GET.get("delimiter") == ";" else ",", lineterminator="\r\n")
    writer.writerow([*columns, *(f"published_{name}" for name in published), "licence", "attribution"])
    for claim in found.claims:
        told = claim.as_dict()
        cells = [told[name] for name in columns] + [told["published"].get(name) for name in published]
        every = (*cells, told["licence"]["name"], told["attribution"])
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in every])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.organisation.org_id}-claims.csv"'
    return response


def _profile(request: HttpRequest, org_id: str) -> Profile:
    snapshot = asked_snapshot(request)
    try:
        return kept(f"profile {snapshot.name} {org_id}", lambda: profile(snapshot, org_id))
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error


def _peers(snapshot: Snapshot, row: OrganisationRow, language: str) -> dict[str, Any]:
    """Organisations like this one as rows of a list, how they were chosen, and the comparison with them."""
    found = peers(snapshot, row)
    if found is None:
        return {"peers": None}
    measure = found.measure or str(snapshot.manifest["default_measure"] or "headcount")
    codes = [row.org_id, *(one.org_id for one in found.rows)]
    return {
        "peers": list_rows(Page(found.rows, 0, 0), [measure], Filter(), language),
        "peers_by": {"bg": found.label_bg, "en": found.label_en},
        "peers_code": "" if found.part == "segment" or found.label_bg == found.code else found.code,
        "peers_measure": label("measure", measure, language),
        "are_near": found.measure is not None,
        "compare_address": f"{reverse('explorer:compare')}?{urlencode([('of', f'organisation:{c}') for c in codes])}",
    }


def _name(row: OrganisationRow) -> dict[str, str | None]:
    return {"bg": row.attributes["name_bg"], "en": row.attributes["name_en"]}


def _names(found: Profile) -> list[dict[str, Any]]:
    """Every written form once, with the title of the source that writes it so."""
    titles = _titles(found)
    once = {(one["name"], one["name_kind"], one["source_id"]): one for one in found.names}
    return [one | {"title": titles.get(one["source_id"], one["source_id"])} for one in once.values()]


def _titles(found: Profile) -> dict[str, str]:
    return {source["source_id"]: in_language(source["title"]) for source in found.sources}


def _citation(request: HttpRequest, found: Profile, language: str) -> str:
    name = in_language(_name(found.organisation))
    return f"{name}. {citation(asked_snapshot(request), language)}. {permalink(request)}"


def _moved(request: HttpRequest, old: str, new: str) -> HttpResponse:
    return redirect(request.get_full_path().replace(old, new, 1), permanent=True)


def _key_measures(found: Profile) -> list[str]:
    """Up to four: turnover where it is known, else revenue; the unknown ones are told, not left out."""
    known = {name for name in MEASURES if found.organisation.measures[name].state != "unknown"}
    money = [name for name in ("turnover", "revenue") if name in known] or ["revenue"]
    return [*money[:1], *(name for name in KEY_FIGURES[2:]), *money[1:]][:5]


def _key_figure(found: Profile, measure: str, language: str) -> dict[str, Any]:
    shown = next((c for c in found.claims if c.is_figure and c.property == measure and c.is_shown), None)
    figure: dict[str, Any] = {"measure": measure, "name": label("measure", measure, language), "claim": shown}
    if shown is None:
        return figure
    beside = [c for c in found.claims if c.is_figure and c.property == measure and c.year == shown.year]
    return figure | {
        "figure": figures.figure_text(shown, language, short=True),
        "claims": len(beside),
        "is_persons": measure == "headcount",
        "is_primary": figures.is_primary(shown),
        "is_outdated": shown.shown_state == "outdated",
        "is_group": shown.published["statement"] == "consolidated",
    }


def _series_table(found: Profile, language: str) -> list[dict[str, Any]]:
    """Every series as rows of text: what the chart draws, for those who read instead."""
    return [
        {
            "measure": one.measure,
            "name": label("measure", one.measure, language),
            "points": [
                {
                    "year": point.year,
                    "figure": figures.figure_text(point.winner, language),
                    "words": figures.words(point.winner, language),
                    "is_primary": figures.is_primary(point.winner),
                    "disagreement": point.winner.disagreement,
                    "claims": 1 + len(point.losers),
                    "is_break": point.break_before is not None,
                }
                for point in reversed(one.points)
            ],
        }
        for one in found.series
    ]


def _claim_card(claim: Claim, winner: Claim, language: str) -> dict[str, Any]:
    return {
        "claim": claim,
        "figure": figures.figure_text(claim, language),
        "read_as": figures.published_text(claim, language),
        "words": figures.words(claim, language),
        "difference": figures.difference(claim, winner, language) if claim is not winner else "",
        "is_winner": claim is winner,
    }
