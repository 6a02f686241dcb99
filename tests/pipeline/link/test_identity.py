"""What holds whatever records come: two ЕИК never meet, and an id once given stays or leads on."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.link import Linked, link
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import normalise_all
from karta.pipeline.tables import Record

from ..conftest import record, source

# Names that the rules and the model bring close: one body's spellings, its sisters, a common one, one that is nothing.
NAMES = (
    "Хювефарма АД", "HUVEPHARMA AD", "Huvepharma", "„Хювефарма“ ЕООД", "Хювефарма Био АД", "Надежда ООД", "Надежда",
    "МБАЛ „Надежда“ ООД", "Институт по полимери – БАН", "Institute of Polymers, Bulgarian Academy of Sciences", "АД",
    "Я",
)  # fmt: skip
EIKS = ("831902088", "103267194", "115576405")
TOWNS = (None, "София", "Sofia", "Варна")

told = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "eik": st.sampled_from((None, None, *EIKS)),
        "settlement": st.sampled_from(TOWNS),
        "source": st.sampled_from("abc"),
    }
)
slow = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _record(key: int, said: dict[str, Any]) -> Record:
    return record(str(key), said["name"], eik=said["eik"], settlement=said["settlement"])


def _linked(
    said: list[dict[str, Any]], *, known: list[dict[str, Any]] | None = None, single: tuple[str, ...] = ()
) -> tuple[dict[tuple[str, str], str], Linked, dict[str, str], duckdb.DuckDBPyConnection]:
    """(source, record) → organisation, what linking left, redirects, and the tables."""
    con = duckdb.connect()
    runs = [
        source(name, *(_record(key, one) for key, one in enumerate(said) if one["source"] == name),
               recorded_at=date(2026, 1, 1 + "abc".index(name)))
        for name in "abc"
    ]  # fmt: skip
    normalise_all(con, runs)
    create_places(con, [])
    create_sectors(con, [])
    locate(con)
    classify(con)
    found = link(con, known_ids=known, single_sources=single)
    of_record = {
        (row[0], row[1]): row[2] for row in con.execute("SELECT source_id, record_id, org_id FROM links").fetchall()
    }
    return of_record, found, dict(con.execute("SELECT * FROM redirects").fetchall()), con


@slow
@given(said=st.lists(told, min_size=2, max_size=9), single=st.sampled_from(((), ("a",), ("a", "b"))))
def test_two_eik_never_meet_and_a_list_of_single_rows_keeps_them_apart(said, single) -> None:
    of_record, _, _, con = _linked(said, single=single)
    assert len(of_record) == len(said)
    eiks: dict[str, set[str]] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for key, one in enumerate(said):
        org_id = of_record[one["source"], str(key)]
        if one["eik"]:
            eiks.setdefault(org_id, set()).add(one["eik"])
            assert org_id == f"bg-eik-{one['eik']}"
        elif one["source"] in single:
            rows.setdefault((org_id, one["source"]), []).append(key)
    assert all(len(found) == 1 for found in eiks.values())
    assert all(len(found) == 1 for found in rows.values())
    waiting = con.execute("SELECT left_org_id, right_org_id, score FROM candidates").fetchall()
    assert all(left != right and 0 <= score <= 1 for left, right, score in waiting)
    con.close()


@slow
@given(said=st.lists(told, min_size=2, max_size=6), later=st.lists(told, min_size=0, max_size=3))
def test_ids_of_unchanged_input_never_change(said, later) -> None:
    before, left, _, con = _linked(said)
    con.close()
    again, nothing_new, moved, con = _linked(said, known=left.new_ids)
    con.close()
    assert (again, nothing_new.new_ids, moved) == (before, [], {})
    after, _, moved, con = _linked([*said, *later], known=left.new_ids)
    con.close()
    for key, org_id in before.items():
        if org_id.startswith("org-") and after[key] != org_id:
            assert moved.get(org_id) == after[key] or org_id in after.values()
        elif org_id.startswith("bg-eik-"):
            assert org_id in after.values()
