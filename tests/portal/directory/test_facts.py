"""The facts of the cluster's page: every trap is there with claims, loading is idempotent and keeps what people did."""

from __future__ import annotations

import copy
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from karta.portal.directory import facts, services
from karta.portal.directory.models import Body, Claim, Contradiction, Edition, Mention, Project
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
NONE_TO_PREFER = {"TR16", "TR19", "TR23", "TR27", "TR30", "TR32", "TR35"}
OWN_TEXTS = {"bg": re.compile(r"[а-яА-Я]"), "en": re.compile(r"[a-zA-Z]")}


@pytest.fixture
def loaded() -> facts.Facts:
    load_facts()
    return facts.read()


def test_every_trap_has_its_claims_a_preferred_one_where_one_can_be_and_a_reason(loaded: Any) -> None:
    for trap in (f"TR{number:02}" for number in range(1, 36)):
        found = list(Contradiction.objects.filter(requirement=trap))
        assert found, trap
        for one in found:
            assert one.claims.exists(), trap
            assert one.reason["bg"], trap
            assert one.reason["en"], trap
            assert (one.preferred is None) == (trap in NONE_TO_PREFER), trap
            assert one.preferred is None or one.preferred in one.claims.all(), trap
            for claim in one.claims.all():
                assert claim.locator or claim.source.code != facts.HOME_PAGE or claim.method == "derived"


def test_loading_again_changes_nothing(loaded: facts.Facts) -> None:
    before = [list(model.objects.order_by("pk").values()) for model in (Claim, Contradiction, Edition, Mention, Body)]
    counts = facts.load(loaded, at=LATER)
    assert (counts["written"], counts["kept"], counts["gone"], counts["dates"]) == (0, 0, 0, 0)
    assert [
        list(model.objects.order_by("pk").values()) for model in (Claim, Contradiction, Edition, Mention, Body)
    ] == before


def test_what_a_person_changed_deleted_or_chose_stays(loaded: facts.Facts, steward: Any) -> None:
    Edition.objects.filter(code="innopro-2023").update(name_en="Their own name")
    Project.objects.filter(code="innaxe").delete()
    one = Contradiction.objects.get(code="tr01-spinoff-2024-dates")
    save_the_date = one.claims.get(locator="line 11")
    services.choose(
        contradiction_id=one.pk, claim_id=save_the_date.pk, reason={"en": "The hall says so."}, by=steward, at=LATER
    )
    changed = copy.deepcopy(loaded)
    changed["editions"]["innopro-2023"]["en"] = "A newer shipped name"
    changed["editions"]["hadea-synergies"]["en"] = "A newer shipped name"
    changed["contradictions"]["tr01-spinoff-2024-dates"]["reason"]["en"] = "A newer shipped reason."
    counts = facts.load(changed, at=LATER)
    assert Edition.objects.get(code="innopro-2023").name_en == "Their own name"
    assert Edition.objects.get(code="hadea-synergies").name_en == "A newer shipped name"
    assert not Project.objects.filter(code="innaxe").exists()
    one.refresh_from_db()
    assert (one.preferred, one.reason_en) == (save_the_date, "The hall says so.")
    assert Edition.objects.get(code="spinoff-bulgaria-2024").starts_on == date(2024, 6, 27)
    assert counts["kept"] == 2


def test_what_left_the_files_goes_and_new_reasons_reach_what_nobody_decided(loaded: facts.Facts) -> None:
    changed = copy.deepcopy(loaded)
    del changed["claims"]["programme/horizon-europe"]
    changed["contradictions"]["tr17-cut-name"]["reason"]["en"] = "A newer shipped reason."
    counts = facts.load(changed, at=LATER)
    assert counts["gone"] == 2
    assert not Claim.objects.filter(subject_kind="programme").exists()
    assert Contradiction.objects.get(code="tr17-cut-name").reason_en == "A newer shipped reason."


def test_an_entry_that_cannot_be_stops_the_run_and_says_where(loaded: facts.Facts) -> None:
    changed = copy.deepcopy(loaded)
    changed["editions"]["innopro-2023"]["claims"][0]["to"] = date(2023, 1, 1)
    with pytest.raises(facts.BadFacts, match=r"edition/innopro-2023: dates of 87: .*before it starts"):
        facts.load(changed, at=LATER)
    changed = copy.deepcopy(loaded)
    changed["contradictions"]["tr01-spinoff-2024-dates"]["claims"].append("nowhere")
    with pytest.raises(facts.BadFacts, match="no claim has the id nowhere"):
        facts.load(changed, at=LATER)


def test_numbers_and_dates_are_kept_with_what_bounds_them(loaded: facts.Facts) -> None:
    over = Claim.objects.get(property="competing_companies")
    assert (over.value_min, over.value_max, over.bound) == (Decimal(30), None, "over")
    about = Claim.objects.get(subject_code="preciseu", property="budget")
    assert (about.value_min, about.value_max) == (Decimal(22_500_000), Decimal(23_500_000))
    lost = Edition.objects.get(code="ebw-genetic-code")
    assert (lost.starts_on, lost.ends_on, lost.date_precision, lost.is_fully_dated) == (
        None,
        date(2023, 10, 1),
        "unknown",
        False,
    )
    webinar = Edition.objects.get(code="invest-webinar-2021")
    assert webinar.starts_at is not None
    assert webinar.starts_at.astimezone(UTC) == datetime(2021, 11, 23, 9, tzinfo=UTC)


def test_no_persons_name_is_public(loaded: facts.Facts) -> None:
    """X-07: spellings of a name are the team's; everybody sees the role."""
    assert set(Claim.objects.filter(property="holder_name").values_list("visibility", flat=True)) == {"team"}
    public = " ".join(Claim.objects.filter(visibility="public").values_list("as_published", flat=True))
    public += " ".join(Body.objects.values_list("name_en", flat=True)) + " ".join(
        Body.objects.values_list("name_bg", flat=True)
    )
    for name in ("Ескенази", "Eskenazi", "Дабан", "Daban", "Занчи", "Дзанки", "Денков", "Иванова"):
        assert name not in public


def test_own_texts_stand_in_both_languages_with_their_alphabet(loaded: facts.Facts) -> None:
    for model, columns in (
        (Edition, ("about",)),
        (Project, ("about",)),
        (Contradiction, ("title", "reason")),
        (Claim, ("note",)),
    ):
        for row in model.objects.all():
            for column in columns:
                said = getattr(row, column)
                assert bool(said["bg"]) == bool(said["en"]), (row, column)
                for language, text in said.items():
                    assert not text or OWN_TEXTS[language].search(text), (row, text)
                assert not re.search(r"[а-яА-Я]", said["en"] or ""), (row, said["en"])
                for word in re.findall(r"\w+", said["bg"] or ""):
                    assert not (re.search(r"[а-яА-Я]", word) and re.search(r"[a-zA-Z]", word)), (row, word)


def test_what_is_quoted_stands_on_its_line(mirror: Path, loaded: facts.Facts) -> None:
    page = mirror.parent / "home_page" / "page.txt"
    if not page.exists():
        pytest.skip("the text of the cluster's page is not beside the mirror")
    lines = [" ".join(line.split()) for line in page.read_text("utf-8").splitlines()]
    checked = 0
    for claim in Claim.objects.filter(source__code=facts.HOME_PAGE).exclude(locator="").prefetch_related("mentions"):
        line = lines[int(claim.locator.removeprefix("line ")) - 1]
        for text in (claim.as_published, *(one.as_written for one in claim.mentions.all())):
            assert " ".join(text.split()) in line, (claim, text)
            checked += bool(text)
    assert checked > 250
