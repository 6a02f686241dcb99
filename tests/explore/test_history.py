"""What an organisation was before: spells with their days, from the claims of one source."""

from __future__ import annotations

from datetime import date

from explore.by_hand import organisation
from karta.explore.history import history
from karta.explore.profile import profile


def told(prop, value, since=None, until=None, *, source="list", language=None):
    """A claim of `a` that held from one day to another."""
    mark = f"{source}-{prop}-{value}"
    return {
        "org_id": "a", "claim_id": mark, "property": prop, "value": value, "language": language, "valid_from": since,
        "valid_to": until, "source_id": source, "record_id": "1", "locator": f"line {mark}", "rank": 1,
    }  # fmt: skip


CLAIMS = [
    told("name", "НОВА АД", "2021-10-07", language="bg"),
    told("name", "СТАРА ООД", "2015-09-10", "2021-10-07", language="bg"),
    told("name", "STARA OOD", "2015-09-10", language="en"),
    told("name", "Нова", source="other", language="bg"),
    told("status", "in_liquidation", "2025-01-01"),
    told("former_status", "active", "2015-09-10", "2025-01-01"),
    told("legal_form", "AD", "2021-10-07"),
    told("former_legal_form", "OOD", None, "2021-10-07"),
    told("address", "гр. София", "2015-09-10"),
    told("capital", "25000", "2026-01-09"),
    told("former_capital", "50000 BGN", "2015-09-10", "2018-01-28"),
    told("former_capital", "10000 BGN", "2018-01-28", "2026-01-09"),
    told("description", "Търговия", "2026-01-08"),
    told("former_description", "Лечение", "2015-09-10", "2026-01-08"),
]


def test_only_what_changed_has_a_history_newest_first(write):
    snapshot = write([organisation("a"), organisation("b")], claims=CLAIMS)
    spells = [(one.attribute, one.value, one.valid_from, one.valid_to) for one in profile(snapshot, "a").history]
    assert spells == [
        ("name", "НОВА АД", date(2021, 10, 7), None),
        ("name", "СТАРА ООД", date(2015, 9, 10), date(2021, 10, 7)),
        ("status", "in_liquidation", date(2025, 1, 1), None),
        ("status", "active", date(2015, 9, 10), date(2025, 1, 1)),
        ("legal_form", "AD", date(2021, 10, 7), None),
        ("legal_form", "OOD", None, date(2021, 10, 7)),
        ("capital", "25000", date(2026, 1, 9), None),
        ("capital", "10000 BGN", date(2018, 1, 28), date(2026, 1, 9)),
        ("capital", "50000 BGN", date(2015, 9, 10), date(2018, 1, 28)),
    ]
    assert profile(snapshot, "b").history == []


def test_each_spell_says_where_it_is_read(write):
    found = profile(write([organisation("a")], claims=CLAIMS), "a")
    claims = {claim.claim_id: claim.published for claim in found.claims}
    for one in found.history:
        said = claims[one.claim_id]
        assert (one.source_id, one.record_id, one.locator) == (said["source_id"], said["record_id"], said["locator"])


def test_without_claims_there_is_no_history():
    assert history([]) == []
