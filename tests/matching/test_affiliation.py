"""Affiliations as authors print them, and what they name of a small list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.matching.affiliation import model, named_in
from karta.matching.affiliation_features import FEATURES
from karta.matching.affiliation_index import NameIndex, Organisation
from karta.matching.affiliation_words import compared, name_words, read_affiliation

ORGANISATIONS = [
    Organisation("su", ("Sofia University “St. Kliment Ohridski”", "Софийски университет „Св. Климент Охридски“",
                        "Sofia University"), ("SU",), "Sofia", "BG", "university", website="https://www.uni-sofia.bg"),
    Organisation("mus", ("Medical University of Sofia", "Медицински университет – София"), (), "Sofia", "BG",
                 "university"),
    Organisation("muv", ("Medical University of Varna",), ("MUV",), "Varna", "BG", "university"),
    Organisation("bas", ("Bulgarian Academy of Sciences", "Българска академия на науките"), ("BAS", "БАН"), "Sofia",
                 "BG", "research_institute"),
    Organisation("ip", ("Institute of Polymers",), (), "Sofia", "BG", "research_institute", wholes=("bas",)),
    Organisation("gatech", ("Georgia Institute of Technology",), ("GIT",), "Atlanta", "US", "university"),
    Organisation("cas", ("Chinese Academy of Sciences",), ("CAS",), "Beijing", "CN", "research_institute"),
    Organisation("ne-us", ("Northern University",), (), "Boston", "US", "university"),
    Organisation("ne-cn", ("Northern University",), (), "Shenyang", "CN", "university"),
    Organisation("tum", ("Technical University of Munich", "Technische Universität München"), ("TUM",), "Munich", "DE",
                 "university"),
    *(Organisation(f"other-{at}", (f"{word} University",), (), word, "FR", "university")
      for at, word in enumerate(("Lille", "Nantes", "Angers", "Dijon", "Tours", "Brest", "Limoges", "Nancy"))),
]  # fmt: skip
INDEX = NameIndex(ORGANISATIONS)


def answer(text: str) -> str | None:
    """The id that is given as the answer, or None."""
    return next((one.organisation.org_id for one in named_in(text, INDEX) if one.is_match), None)


@pytest.mark.parametrize(
    ("text", "org_id"),
    [
        ("Department of Chemistry, Sofia University, Sofia, Bulgaria", "su"),
        ("Факултет по химия, Софийски университет „Св. Климент Охридски“, София 1164, България", "su"),
        ("Dept. of Surgery, Med. Univ. of Varna, 9002 Varna, Bulgaria", "muv"),
        ("Katedra po hirurgia, Medicinski Universitet – Sofia, Bulgaria", "mus"),
        ("Chinese Acad. of Sci., Beijing, PR China", "cas"),
        ("School of Mathematics, Georgia Inst. of Technol., Atlanta, GA, USA", "gatech"),
        ("Lehrstuhl für Physik, Technische Universität München, München, Deutschland", "tum"),
        ("Northern University, Boston, MA, USA", "ne-us"),
        ("Northern University, Shenyang, China", "ne-cn"),
    ],
)  # fmt: skip
def test_organisation_that_is_named(text: str, org_id: str) -> None:
    assert answer(text) == org_id


@pytest.mark.parametrize(
    "text", ["", " ,;, ", "Department of Chemistry", "Bulgaria", "12345", "University of Nowhere", "MUV", "GIT, USA"],
)  # fmt: skip
def test_none_is_named(text: str) -> None:
    assert answer(text) is None  # an acronym decides nothing alone, nor with its country


def test_acronym_with_its_city_is_shown_first() -> None:
    assert named_in("TUM, Munich, Germany", INDEX)[0].organisation.org_id == "tum"


def test_a_website_speaks_for_its_owner() -> None:
    plain, sited = (named_in(text, INDEX)[0] for text in ("Sofia University", "Sofia University, a@chem.uni-sofia.bg"))
    assert (plain.organisation.org_id, sited.organisation.org_id) == ("su", "su")
    assert sited.score >= plain.score


def test_two_of_one_name_are_both_shown() -> None:
    shown = {one.organisation.org_id: one for one in named_in("Northern University", INDEX)}
    assert {"ne-us", "ne-cn"} <= set(shown)
    assert abs(shown["ne-us"].score - shown["ne-cn"].score) < 0.05


def test_reading() -> None:
    read = read_affiliation("1 Dept. of Physics, M. D. Anderson Center (MDA), Sofia 1164, Bulgaria; x@a.uni-sofia.bg")
    assert [word.key for word in read.words if word.part == 1] == ["md", "anderson", "center"]
    assert read.countries == {"BG"}
    assert "sofia" in read.places
    assert read.hosts == ("a.uni-sofia.bg",)
    assert name_words("Universität Würzburg") == name_words("University of Wuerzburg")
    assert compared("universidad") == compared("universitet") == "university"


def test_model_weighs_every_feature() -> None:
    assert list(model()["weights"]) == list(FEATURES)
    assert 0 < model()["threshold"] < 1


@given(st.text("абвгABCabc ,.;()@/-0123456789„“\u200f\u202eüßł中", max_size=1200))
def test_any_text_is_answered_with_shares_of_one(text: str) -> None:
    found = named_in(text, INDEX)
    assert sum(one.score for one in found) <= 1.001
    assert sum(one.is_match for one in found) <= 1
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
