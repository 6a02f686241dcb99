"""What reads the gold set: halves by rule, changed texts noticed, figures as in the textbook."""

from __future__ import annotations

from collections import Counter

import pytest
from gold.records import MirrorMissing, plain, records
from gold.split import halves
from hypothesis import given
from hypothesis import strategies as st

from bench import gold

BODIES = st.sampled_from("abcdefghijklmnopqrstuvwxyz")
PAIRS = st.lists(st.tuples(BODIES, BODIES, st.sampled_from(gold.LABELS)), max_size=40)


def pair(number: int, one: str, other: str, label: str) -> dict[str, str]:
    return {"pair_id": f"{number:03}", "body_a": one, "body_b": other, "label": label, "kind": "k", "hard": ""}


@given(PAIRS, st.randoms(use_true_random=False))
def test_halves(drawn: list[tuple[str, str, str]], chance) -> None:  # type: ignore[no-untyped-def]
    pairs = [pair(number, *values) for number, values in enumerate(drawn)]
    ours, back = halves(pairs)
    assert Counter(each["pair_id"] for each in [*ours, *back]) == Counter(each["pair_id"] for each in pairs)
    bodies = [{each[side] for each in half for side in ("body_a", "body_b")} for half in (ours, back)]
    assert not bodies[0] & bodies[1]
    chance.shuffle(pairs)
    assert halves(pairs) == (ours, back)


def test_halves_of_pairs_that_can_be_parted_are_even() -> None:
    ours, back = halves(pair(number, f"a{number}", f"b{number}", "same") for number in range(101))
    assert abs(len(ours) - len(back)) == 1


def stored(**changed: str) -> dict[str, str]:
    row = next(row for row in gold.rows(gold.OPEN) if not gold.needs_mirror(row))
    return {**row, **changed}


def test_a_pair_at_hand_resolves() -> None:
    row = stored()
    found = gold.resolve(row)
    assert found.pair_id == row["pair_id"]
    assert found.one.text
    assert not hasattr(found.one, "identifiers")


@pytest.mark.parametrize("changed", [{"text_a": "0" * 12}, {"record_a": "none"}, {"field_a": "none"}])
def test_a_changed_source_is_noticed(changed: dict[str, str]) -> None:
    with pytest.raises(gold.TextChanged, match="pair "):
        gold.resolve(stored(**changed))


def test_without_the_mirror_its_records_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARTA_MIRROR", raising=False)
    with pytest.raises(MirrorMissing, match="KARTA_MIRROR"):
        records("int_gleif_lei_names")


def test_unknown_source() -> None:
    for source_id in ("sources", "bg_nobody_nothing"):
        with pytest.raises(KeyError):
            records(source_id)


def test_plain() -> None:
    assert plain("„СОФАРМА“ - АД") == plain("Софарма АД")
    assert plain("Софарма ЕАД") != plain("Софарма АД")


def test_kappa() -> None:
    """Example of Cohen (1960) as textbooks print it: 20 + 15 agree of 50, kappa 0.4."""
    one = ["y"] * 25 + ["n"] * 25
    other = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert gold.kappa(one, other) == pytest.approx(0.4)
    assert gold.kappa(["y"], ["y"]) == 1


def test_share() -> None:
    """Wilson's interval; 81 of 263 as in Agresti's textbook."""
    assert gold.Share(81, 263).interval == pytest.approx((0.255, 0.366), abs=0.001)
    assert gold.Share(0, 0).interval == (0, 1)
    assert gold.Share(10, 10).interval[1] == pytest.approx(1)


def test_recall_by_kind() -> None:
    rows = [row for row in gold.rows(gold.OPEN) if not gold.needs_mirror(row)]
    pairs = [gold.resolve(row) for row in rows]
    same = [each for each in pairs if each.label == "same"]
    found = {each.pair_id for each in same if each.kind == "abbreviation"}
    shares = gold.recall_by_kind(pairs, found)
    assert shares["all"] == gold.Share(len(found), len(same))
    assert shares["abbreviation"].value == 1
    assert shares["translation"].hits == 0
