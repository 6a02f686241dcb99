"""What is claimed as certain, what is left to people, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from karta.explore.extension import PROPERTIES, Wanted, extend, property_label
from karta.explore.frame import frame
from karta.explore.reconcile import COLUMNS, FEATURES, Asked, Candidate, reconcile
from karta.explore.rows import rows_at
from karta.snapshot.reader import Snapshot

Write = Callable[..., Snapshot]

PLACES = [
    {"place_code": "VAR", "level": "district", "name_bg": "Варна", "name_en": "Varna"},
    {"place_code": "PDV", "level": "district", "name_bg": "Пловдив", "name_en": "Plovdiv"},
]


def organisation(org_id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"org_id": org_id, "name_bg": name, "unit_kind": "legal_unit", "status": "active", **more}


def best(snapshot: Snapshot, text: str, **asked: Any) -> tuple[str | None, bool]:
    """(org_id of the first candidate, whether it is claimed as certain)."""
    (found,) = reconcile(snapshot, [Asked(text, **asked)])
    return (found[0].card["org_id"], found[0].is_match) if found else (None, False)


def test_two_of_one_name_are_told_apart_by_their_place_only(write: Write) -> None:
    rows = [organisation("v", "Медика ООД", district="VAR"), organisation("p", "Медика ЕООД", district="PDV")]
    snapshot = write(rows, places=PLACES)
    assert best(snapshot, "Медика")[1] is False
    assert best(snapshot, "Медика", properties=(("district", ("гр. Пловдив",)),)) == ("p", True)
    assert best(snapshot, "Медика", properties=(("district", ("обл. Варна",)),)) == ("v", True)
    assert best(snapshot, "Медика", properties=(("district", ("София",)),))[1] is False
    assert best(snapshot, "Медика ООД") == ("v", True)  # a legal form tells them apart too
    assert best(snapshot, "Медика АД")[1] is False


def test_acronym_alone_is_never_certain_not_even_with_its_place(write: Write) -> None:
    rows = [organisation("a", "БНП", district="VAR"), organisation("m", "Медицински университет София", district="PDV")]
    snapshot = write(rows, places=PLACES)
    assert best(snapshot, "БНП") == ("a", False)
    assert best(snapshot, "БНП", properties=(("district", ("VAR",)),)) == ("a", False)
    assert best(snapshot, "МУС")[1] is False


def test_place_is_weighed_only_where_both_are_known(write: Write) -> None:
    snapshot = write([organisation("m", "Медика Център")], places=PLACES)
    assert best(snapshot, "Медика Център", properties=(("district", ("Варна",)),)) == ("m", True)


def test_number_decides_but_not_against_the_name(write: Write) -> None:
    rows = [organisation("a", "Алфа Медика", eik="831902088"), organisation("b", "Бета Фарма", eik="103267194")]
    snapshot = write(rows)
    assert best(snapshot, "831902088") == ("a", True)
    assert best(snapshot, "", properties=(("eik", ("BG 831902088",)),)) == ("a", True)
    assert best(snapshot, "Алфа", properties=(("eik", ("831902088",)),)) == ("a", True)
    assert best(snapshot, "Бета Фарма", properties=(("eik", ("831902088",)),))[1] is False
    assert best(snapshot, "831902089") == (None, False)  # its check digit does not hold


def test_properties_raise_and_lower(write: Write) -> None:
    rows = [organisation("a", "Медика Плюс Център", kind="hospital", nace_code="86.10", founded_year=2001)]
    snapshot = write(rows)

    def score(**asked: Any) -> float:
        (found,) = reconcile(snapshot, [Asked("Медика Плюс", **asked)])
        return found[0].score

    plain = score()
    assert score(properties=(("nace", ("86",)),)) > plain > score(properties=(("nace", ("21",)),))
    assert score(properties=(("founded_year", ("2001",)),)) > plain > score(properties=(("founded_year", ("1999",)),))
    assert score(kinds=("hospital",)) > plain > score(kinds=("company",))
    assert score(properties=(("segment", ("biotech",)),)) == plain  # it is not known


def test_strict_kinds_leave_others_out(write: Write) -> None:
    snapshot = write([organisation("a", "Медика Плюс", kind="hospital")])
    assert reconcile(snapshot, [Asked("Медика Плюс", kinds=("company",), is_strict=True)]) == [[]]


def test_every_reason_has_words_in_both_languages(write: Write) -> None:
    assert all(all(words) for words in FEATURES.values())
    assert set(COLUMNS) <= set(FEATURES)
    assert all(property_label(name, language) for name in PROPERTIES for language in ("bg", "en"))


def test_answers_come_in_the_order_of_the_queries(economy: Snapshot) -> None:
    told = economy.index.rows.select(["org_id", "name_bg"]).take(list(range(0, 3000, 30))).to_pylist()
    found = reconcile(economy, [Asked(one["name_bg"]) for one in told])
    assert [one[0].card["org_id"] for one in found] == [one["org_id"] for one in told]
    assert all(isinstance(candidate, Candidate) and 0 <= candidate.score <= 100 for one in found for candidate in one)


@pytest.mark.parametrize("year", [None, 2021, 1900])
def test_extension_tells_what_the_list_tells(economy: Snapshot, year: int | None) -> None:
    ids = economy.index.rows["org_id"].take([0, 7, 2999]).to_pylist()
    told = extend(economy, ids, [Wanted("revenue", year), Wanted("district", content="code")], "bg")
    rows = rows_at(economy, frame(economy, year), np.array([0, 7, 2999]))
    assert told == {row.org_id: [row.measures["revenue"].value, row.attributes["district"]] for row in rows}


def test_extension_follows_former_ids(write: Write) -> None:
    rows = [organisation("bg-eik-831902088", "Алфа", eik="831902088")]
    snapshot = write(rows, redirects=[{"old_org_id": "org-old", "org_id": "bg-eik-831902088"}])
    assert extend(snapshot, ["org-old", "nobody"], [Wanted("eik")], "en") == {
        "org-old": ["831902088"],
        "nobody": [None],
    }
