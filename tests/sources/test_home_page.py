from __future__ import annotations

from collections import Counter

import pytest

from karta import sources

SOURCE = "bg_hlscb_home_page"


@pytest.fixture(scope="module")
def bodies():
    return {record.key: record for record in sources.read_source(SOURCE).records}


def test_119_bodies_with_every_written_form(bodies):
    assert len(bodies) == 119
    cluster = {name.text for name in bodies["HLSCB"].names}
    assert {"Биотехнологичен и Здравен Клъстер", "BioCluster.bg", "Health & Life Sciences CLuster"} <= cluster


def test_official_names_come_first_in_both_languages(bodies):
    for body in bodies.values():
        assert [(name.kind, name.language) for name in body.names[:2]] == [("official", "bg"), ("official", "en")]


def test_what_is_no_legal_unit(bodies):
    assert bodies["GB"].unit_kind == "placeholder"
    assert {bodies[key].unit_kind for key in ("HE", "I3", "EU4H", "SPIN", "PREC", "HTIS")} == {"project"}
    assert {bodies[key].unit_kind for key in ("HADEAD", "STC", "GATE", "UNINAB")} == {"part"}
    assert {bodies[key].unit_kind for key in ("FOF", "ABF", "VERX", "HLSCB")} == {"legal_unit"}
    assert all(body.unit_kind == "project" for body in bodies.values() if body.kind == "project")


def test_relations_where_the_text_says_with_whom(bodies):
    relations = Counter(
        (relation.relation, relation.target_key) for body in bodies.values() for relation in body.relations
    )
    assert relations[("partner_in", "INNX")] == 6
    assert relations[("partner_in", "VELES")] == 4
    assert relations[("member_of", "MEDIC")] == 2
    assert {target for _, target in relations} <= set(bodies)
    assert all(relation.target_key != key for key, body in bodies.items() for relation in body.relations)


def test_foreign_bodies_keep_their_country(bodies):
    countries = Counter(body.country for body in bodies.values())
    assert countries["BE"] > 5
    assert countries[None] == 12


def test_the_clusters_own_claims_stand_in_the_manifest():
    claims = {claim["measure"]: claim for claim in sources.manifest(SOURCE).ecosystem_claims}
    assert {measure: claim["value"] for measure, claim in claims.items()} == {
        "organisations": 22_000,
        "turnover": 10_000_000_000,
        "jobs": 145_000,
    }
    assert all({"bg", "en"} == set(claim["note"]) == set(claim["name"]) for claim in claims.values())
