"""Two names scored: what is one body, what is not, what a person has to decide, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.matching.features import FEATURES
from karta.matching.model import model, score
from karta.matching.reading import Named
from karta.matching.reasons import FORBIDS, TEXTS, reason

NAMES = st.text('абвгдежзийклмнопрстуфхцчшщъюяАБВIVXabcdefgxyz 0123456789"„“-./()&+\u200b\u202e𝐊', max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Хювефарма ЕООД", "Huvepharma EOOD"),
        ("„ХЮВЕ ФАРМА“ ЕООД", "Хювефарма"),
        ("Медицински институт по вирусология ООД", "Медицински институт по вирусoлогия ООД"),  # a Latin o
        ("МБАЛ „Св. Ана“ – Варна АД", "Многопрофилна болница за активно лечение „Света Анна“ – Варна АД"),
        ("Институт по полимери - БАН", "Institute of Polymers, Bulgarian Academy of Sciences"),
        ("Завод за хартия Белово ООД", "Belovo Paper Plant"),
        ("Микар 21 ООД", "Mikar 21 Ltd"),
        ("Tarnovgrad Engineering", "Turnovgrad Engineering"),  # before the law of 2009, and after it
    ],
)
def test_one_body(one: str, other: str) -> None:
    found = score(Named(one), Named(other))
    assert found.decision in ("same", "unsure"), reason(found, "en")
    assert found.score >= 0.5, reason(found, "en")


@pytest.mark.parametrize(
    ("one", "other", "forbids"),
    [
        (Named("МБАЛ 1 Варна"), Named("МБАЛ 2 Варна"), "numbers_differ"),
        (Named("ДКЦ II – Плевен"), Named("ДКЦ – Плевен"), "number_on_one"),
        (Named("ОУ „Петко“", settlement="Русе"), Named("ОУ „Петко“", settlement="Ловеч"), "place_differs"),
        (Named("МБАЛ „Св. Марина“", settlement="Варна"), Named("Медицински център „Св. Марина“", settlement="Варна"),
         "types_differ"),
        (Named("БАН"), Named("БАН"), "only_acronym"),
        (Named("УМБАЛ"), Named("УМБАЛ"), "no_word"),
        (Named("НСА"), Named("Национална спортна академия"), "only_acronym"),
        (Named("Медицински университет"), Named("Медицински университет – Плевен"), "place_on_one"),
    ],
)  # fmt: skip
def test_never_joined_without_a_person(one: Named, other: Named, forbids: str) -> None:
    for left, right in ((one, other), (other, one)):
        found = score(left, right)
        assert found.decision in ("unsure", "different")
        assert found.evidence is not None
        assert forbids in found.evidence.forbids


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Институт по роботика – БАН", "Българска академия на науките"),
        ("Institute of Robotics, BAS", "Българска академия на науките"),
        ("Медицински факултет, Тракийски университет", "Тракийски университет"),
        ("Областна дирекция на МВР – Варна", "Министерство на вътрешните работи"),
        ("Алфатрейд ЕООД – клон Варна", "Алфатрейд ЕООД"),
    ],
)
def test_part_of_is_said_with_its_side(part: str, whole: str) -> None:
    assert (score(Named(part), Named(whole)).decision, score(Named(part), Named(whole)).part) == ("part_of", "left")
    assert (score(Named(whole), Named(part)).decision, score(Named(whole), Named(part)).part) == ("part_of", "right")


def test_a_frequent_word_weighs_little_and_a_rare_one_much() -> None:
    assert score(Named("Алфа Фарма"), Named("Бета Фарма")).score < 0.3
    assert score(Named("Хювефарма България"), Named("Хювефарма")).score > 0.7


def test_register_numbers_settle_it() -> None:
    one, other = Named("Алфа", eik="831902088"), Named("Бета", eik="831902088")
    assert (score(one, other).decision, score(one, other).score) == ("same", 1.0)
    assert score(one, Named("Алфа", eik="000662776")).decision == "different"
    assert score(one, Named("Алфа", eik="831902087")).by_eik is False  # its check digit does not hold


def test_a_former_name_counts() -> None:
    assert score(Named("Алфимор АД /старо наименование Бетимор АД/"), Named("Бетимор АД")).decision == "same"


@pytest.mark.parametrize(("one", "other"), [("", ""), ("", "Софарма"), ("„“", "."), ("и", "за")])
def test_a_name_without_words_is_left_to_a_person(one: str, other: str) -> None:
    found = score(Named(one), Named(other))
    assert (found.score, found.decision) == (0.0, "unsure")
    assert reason(found, "en") == "a name has no word to compare"
    assert reason(found, "bg") == "поне едно от имената няма дума, която да се сравни"


@given(NAMES, NAMES)
def test_any_two_names_have_a_score_a_decision_and_a_reason_whichever_comes_first(one: str, other: str) -> None:
    found, turned = score(Named(one), Named(other)), score(Named(other), Named(one))
    assert 0 <= found.score <= 1
    assert found.score == pytest.approx(turned.score, abs=1e-9)
    assert found.decision == turned.decision
    assert reason(found, "en")
    assert reason(found, "bg")


def test_every_feature_has_a_weight_of_its_sign_and_words_in_both_languages() -> None:
    weights = model()["weights"]
    assert list(weights) == list(FEATURES)
    assert [name for name, weight in weights.items() if weight * FEATURES[name] < 0] == []
    assert set(TEXTS) == set(FEATURES)
    assert all(len(texts) == 2 and all(texts) for texts in (*TEXTS.values(), *FORBIDS.values()))
    assert 0 < model()["thresholds"]["different"] < model()["thresholds"]["same"] < 1
