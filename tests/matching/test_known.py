"""Public bodies by the names they are known by: aliases, acronyms with their town, and what they never do."""

from __future__ import annotations

import pytest

from karta.matching.known import bodies
from karta.matching.model import score
from karta.matching.reading import Named, readings


@pytest.mark.parametrize(
    ("named", "body"),
    [
        (Named("УНСС"), "unss"),
        (Named("University of National and World Economy"), "unss"),
        (Named("Софийски университет „Св. Климент Охридски“"), "su"),
        (Named("Sofia University"), "su"),
        (Named("МУ – Пловдив"), "mu_plovdiv"),
        (Named("Медицински университет", settlement="Варна"), "mu_varna"),
        (Named("Медицински университет"), None),  # five towns have one
        (Named("ИИКТ – БАН"), "iict"),
        (Named("IICT", website="https://www.iict.bas.bg"), "iict"),
        (Named("IICT"), None),  # letters alone
        (Named("IICT", settlement="Пловдив", website="https://iict.bg"), None),  # another town
        (Named("ИИКТ ООД", settlement="София"), None),  # a company
        (Named("БАН"), None),
        (Named("Министерство на финансите"), "mof"),
        (Named("Ministry of Finance", country="RO"), None),
        (Named("УМБАЛ"), None),
        (Named("Национален музей „Земята и хората“"), "earth_man"),
    ],
)
def test_body_of_a_name(named: Named, body: str | None) -> None:
    assert readings(named)[0].body == body


def test_former_names_and_acronyms_of_one_body_are_joined() -> None:
    for one, other in (("ЧЕЗ Електро България АД", "Електрохолд Продажби АД"), ("НАТФИЗ", "NATFA"),
                       ("НЗОК", "National Health Insurance Fund")):  # fmt: skip
        assert score(Named(one), Named(other)).decision == "same"


def test_two_known_bodies_are_never_joined_without_a_person() -> None:
    found = score(Named("Национална художествена академия"), Named("Национална музикална академия"))
    assert found.decision in ("unsure", "different")
    assert found.evidence is not None
    assert "known_differ" in found.evidence.forbids


def test_an_institute_is_a_part_of_the_academy_it_belongs_to() -> None:
    found = score(Named("Институт по полимери"), Named("Българска академия на науките"))
    assert (found.decision, found.part) == ("part_of", "left")


def test_every_body_above_another_is_known() -> None:
    assert [body.code for body in bodies().values() if body.of is not None and body.of not in bodies()] == []
