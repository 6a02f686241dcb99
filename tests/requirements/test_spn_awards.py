"""SPN-04, -11, -12 over the facts that ship, and what the award's pages make of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory import facts
from karta.portal.directory.aliases import services
from karta.portal.directory.models import AliasMerge, Body, Claim, Contradiction, Mention
from karta.portal.directory.queries import claims_on
from karta.portal.directory.winner_lists import winner_lists
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.awards.categories import categories
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = "/en/awards/best-spinoff-2023/"


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return words(found[0])


@pytest.mark.usefixtures("loaded")
def test_spn_04_two_categories_with_their_rule_stand_on_every_award(html: Any) -> None:
    assert [one.name["en"] for one in categories().values()] == [
        "Best Bulgarian spin-off", "Best European spin-off with Bulgarian participation",
    ]  # fmt: skip
    for address in ("/en/awards/", PAGE, "/en/awards/best-spinoff-2024/"):
        page = words(html(address))
        for one in categories().values():
            assert one.name["en"] in page
            assert one.rule["en"] in page
    assert "Най-добър европейски спин-оф с българско участие" in html("/bg/awards/best-spinoff-2024/")
    assert "No list of winners was found" in words(html("/en/awards/best-spinoff-2024/"))


@pytest.mark.usefixtures("loaded")
def test_spn_11_the_page_of_2023_shows_both_lists_their_union_and_what_they_have_in_common(html: Any) -> None:
    bulgarian, european = winner_lists(claims_on("edition", ["best-spinoff-2023"])["best-spinoff-2023"])
    assert [len(one.mentions.all()) for one in bulgarian.lists] == [5, 6]
    assert {row.body.code for row in bulgarian.rows} == {"micar", "epix", "kelv", "matr", "barin", "hemo", "bull"}
    assert {row.body.code for row in bulgarian.common} == {"epix", "kelv", "matr", "barin"}
    alone = {claim.locator: {row.body.code for row in rows} for claim, rows in bulgarian.alone}
    assert alone == {"line 43": {"micar"}, "line 71": {"hemo", "bull"}}
    assert bulgarian.shown is not None
    assert bulgarian.shown.locator == "line 71"
    assert {row.body.code for row in european.rows} == {"digi", "feas"}

    page = html(PAGE)
    told = section(page, "h-best_bulgarian")
    assert "2 lists were published: 7 names in all, 4 of them in every list." in told
    assert "Mikar21 (разкриване на нови лекарствени молекули)" in told  # as printed
    assert "also written" in told
    assert "Why this list is preferred: The report after the event gives the winners by category" in told
    for name in ("Digistain", "Feasyfy"):
        assert name in section(page, "h-best_european")
    linked = set(re.findall(r'href="/en/organisations/([^/"]+)/"', page))
    assert len(linked) >= 7  # each name leads to its organisation on the map
    assert "/en/contradictions/tr03-winners-2023/" in page


@pytest.mark.usefixtures("loaded")
def test_spn_12_an_alias_merge_shows_who_when_on_what_evidence_and_can_be_undone(
    client: Client, html: Any, steward: Any
) -> None:
    merge = AliasMerge.objects.get(body__code="micar", written="Mikar21")
    told = section(html(PAGE), "h-merges")
    assert "Mikar21 → Micar21 One company: only k and c differ" in told
    assert "Joined by the facts that ship with Karta, recorded on 23 November 2026" in told
    assert "Evidence: Mikar21" in told
    assert "Micar Innovation" in told
    assert client.get(f"/en/aliases/{merge.pk}/part/").status_code == 302  # visitors read, curators part

    micar = re.search(r'href="(/en/organisations/[^"]+/)">Micar21<', html(PAGE))
    assert micar is not None
    assert "Mikar21 → Micar21" in section(html(micar[1]), "h-merges")  # on its own page, too

    client.force_login(steward)
    assert f"/en/aliases/{merge.pk}/part/" in client.get(PAGE).content.decode()
    assert client.post(f"/en/aliases/{merge.pk}/part/", {"reason": ""}).status_code == 422
    client.post(f"/en/aliases/{merge.pk}/part/", {"reason": "They are two companies."})
    named = {one.body.code: one.as_written for one in Mention.objects.filter(claim__locator="line 43", position=0)}
    assert named["mikar21"] == "Mikar21"
    assert AuditLine.objects.filter(action="alias.parted", by=steward).count() == 1
    page = client.get(PAGE).content.decode()
    assert "Taken back by a curator on" in section(page, "h-merges")
    assert "They are two companies. keeper" in section(page, "h-merges")  # curators see who

    facts.load(facts.read(), at=AT)  # loading the facts again leaves it as it is
    assert Body.objects.get(code="mikar21").mentions.count() == 1
    assert AliasMerge.objects.get(pk=merge.pk).undone_at is not None

    evidence = " ".join(Claim.objects.filter(subject_code="micar").values_list("claim_id", flat=True)[:2])
    said = {
        "body": Body.objects.get(code="micar").pk, "gone": Body.objects.get(code="mikar21").pk, "claims": evidence,
        "reason_bg": "Все пак едно.", "reason_en": "One after all.",
    }  # fmt: skip
    assert client.post("/en/aliases/", said)["Location"] == "/en/aliases/"
    assert not Body.objects.get(code="mikar21").mentions.exists()
    assert "Joined by a curator of this map on" in section(client.get(PAGE).content.decode(), "h-merges")
    again = AliasMerge.objects.get(by=steward)
    services.undo(merge_id=again.pk, reason="Once more.", by=steward, at=AT)
    assert Body.objects.get(code="mikar21").mentions.count() == 1
    with pytest.raises(services.AlreadyUndone):
        services.undo(merge_id=again.pk, reason="Twice.", by=steward, at=AT)


@pytest.mark.usefixtures("loaded")
def test_two_that_one_source_names_side_by_side_are_not_joined(steward: Any) -> None:
    kelvin, barin = Body.objects.get(code="kelv"), Body.objects.get(code="barin")
    with pytest.raises(services.NotOne):
        services.merge(
            body_id=kelvin.pk, gone_id=barin.pk, evidence=[], reason={"bg": "x", "en": "x"}, by=steward, at=AT
        )  # fmt: skip
    assert Contradiction.objects.filter(requirement="TR03").count() == 1
