"""What pages say to machines: schema.org words, absent where unknown, and nothing about natural persons."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import Client

from karta.explore.filters import Filter
from karta.explore.rows import organisations
from karta.snapshot.reader import Snapshot

ORGANISATION = {
    "@context", "@type", "@id", "name", "alternateName", "url", "leiCode", "identifier", "foundingDate", "address",
    "numberOfEmployees", "knowsAbout", "sameAs",
}  # fmt: skip


def read(client: Client, path: str) -> tuple[str, dict[str, Any]]:
    page = client.get(path).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found, path
    return page, dict(json.loads(found[1]))


def nothing_is_empty(thing: Any) -> bool:
    """An unknown property is left out; it is never null, empty or a nought that nobody told."""
    if isinstance(thing, dict):
        return all(value not in (None, "", [], {}) and nothing_is_empty(value) for value in thing.values())
    return all(nothing_is_empty(one) for one in thing) if isinstance(thing, list) else True


def test_every_third_organisation_is_told_in_known_words_only(client: Client, demo: Snapshot) -> None:
    rows = organisations(demo, Filter(), limit=400).items[::3]
    assert len(rows) > 100
    for row in rows:
        _, said = read(client, f"/en/organisations/{row.org_id}/")
        assert said["@context"] == "https://schema.org"
        assert set(said) <= ORGANISATION, row.org_id
        assert nothing_is_empty(said), row.org_id
        known = row.attributes
        told = {one["propertyID"]: one["value"] for one in said.get("identifier", [])}
        assert told == {
            name: known[key] for name, key in (("EIK", "eik"), ("LEI", "lei"), ("ROR", "ror_id")) if known[key]
        }
        assert said.get("foundingDate") == (str(known["founded_year"]) if known["founded_year"] else None)
        employees = said.get("numberOfEmployees")
        figure = row.measures["headcount"]
        assert (employees is not None) == (figure.state != "unknown"), row.org_id
        if employees is not None:
            assert employees["unitText"] == "persons"
            assert employees["valueReference"]["value"] == figure.year
            if "value" in employees:
                assert employees["value"] == figure.min == figure.max


def test_a_source_is_a_dataset_with_its_licence_and_a_citation(client: Client, demo: Snapshot) -> None:
    for source in demo.manifest["sources"]:
        page, said = read(client, f"/bg/sources/{source['source_id']}/")
        assert (said["@type"], said["identifier"]) == ("Dataset", source["source_id"])
        assert said["license"] in (source["licence"].get("url"), source["licence"]["name"])
        assert nothing_is_empty(said) or not source["publisher"].get("page")
        assert demo.name in page[page.index('id="citation"') :]
        assert f'rel="canonical" href="http://testserver/bg/sources/{source["source_id"]}/"' in page


def test_peers_say_how_they_were_chosen_and_lead_to_the_comparison(client: Client, demo: Snapshot) -> None:
    page, _ = read(client, "/en/organisations/bg-eik-201204876/")
    card = page[page.index('id="h-peers"') : page.index('id="h-sites"')]
    assert card.count('<th scope="row">') == 5
    assert "whose revenue is nearest as a ratio" in card
    assert "of=organisation%3Abg-eik-201204876" in card
    own = next(row for row in organisations(demo, Filter(id=("bg-eik-201204876",))).items).measures["revenue"].value
    shared = organisations(demo, Filter(segment=("hospital",)), limit=500).items
    assert own
    ratios = {
        row.org_id: max(value / own, own / value)
        for row in shared
        if row.org_id != "bg-eik-201204876" and (value := row.measures["revenue"].value or 0) > 0
        if row.measures["revenue"].state == "current"
    }
    nearest = sorted(ratios, key=lambda org_id: ratios[org_id])[:5]
    assert re.findall(r'<th scope="row"><a href="/en/organisations/([^/]+)/', card) == nearest
