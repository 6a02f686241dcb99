"""What organisations offer and look for: on their page and on one page of all, with days that grow old."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karta.portal.directory.profiles.models import Offer, Version
from portal.directory.profile_help import KELVIN, SOPHARMA, acting, content, fields, save

NEW = f"/en/organisations/{KELVIN}/ours/offers/new/"
SAID = {
    "kind": "need", "theme": "partner", "title_bg": "Търсим болница за пилот", "title_en": "A hospital for a pilot",
    "text_bg": "Шест месеца.", "text_en": "Six months.",
}  # fmt: skip


@pytest.fixture
def one(data: Any, db: None) -> Client:
    return acting("one")


def write(client: Client, org_id: str = KELVIN, **changed: str) -> Any:
    path = f"/en/organisations/{org_id}/ours/offers/new/"
    return client.post(path, fields(client.get(path).context["form"]) | SAID | changed)


def test_one_is_written_seen_confirmed_changed_and_ended(one: Client, client: Client) -> None:
    assert write(one).status_code == 302
    offer = Offer.objects.get()
    for language, words in (("en", "A hospital for a pilot"), ("bg", "Търсим болница за пилот")):
        assert words in client.get(f"/{language}/organisations/{KELVIN}/").content.decode()
        assert words in client.get(f"/{language}/offers/").content.decode()
    base = f"/en/organisations/{KELVIN}/ours/offers/{offer.key}/"
    Offer.objects.update(confirmed=date(2020, 1, 1))
    version = Version.objects.get()
    version.content[f"offer:{offer.key}"]["confirmed"] = "2020-01-01"
    version.save()
    assert "may be out of date" in client.get("/en/offers/").content.decode()
    assert "say whether it still holds" in one.get(f"/en/organisations/{KELVIN}/ours/").content.decode()
    one.post(f"{base}confirm/")
    assert "may be out of date" not in client.get("/en/offers/").content.decode()
    sent = fields(one.get(base).context["form"]) | {"title_en": "A clinic for a pilot"}
    assert one.post(base, sent).status_code == 302
    assert "A clinic for a pilot" in client.get("/en/offers/").content.decode()
    one.post(f"{base}end/")
    assert not Offer.objects.exists()
    assert "No organisation has written yet" in client.get("/en/offers/").content.decode()
    assert Version.objects.count() == 4
    one.post(f"/en/organisations/{KELVIN}/ours/history/{version.pk}/bring-back/")
    assert Offer.objects.get().title_en == "A hospital for a pilot"


def test_saving_the_profile_keeps_offers_and_the_other_way_round(one: Client) -> None:
    save(one, founded="2020")
    write(one)
    save(one, founded="2021")
    assert content()["founded"] == "2021"
    assert Offer.objects.count() == 1


def test_two_who_change_one_offer_are_told(one: Client) -> None:
    write(one)
    base = f"/en/organisations/{KELVIN}/ours/offers/{Offer.objects.get().key}/"
    two = acting("two")
    mine, yours = fields(one.get(base).context["form"]), fields(two.get(base).context["form"])
    two.post(base, yours | {"title_en": "Theirs"})
    page = one.post(base, mine | {"title_en": "Mine"})
    assert page.status_code == 409
    body = page.content.decode()
    assert "Theirs" in body
    assert "Mine" in body
    one.post(base, fields(page.context["form"]))
    assert Offer.objects.get().title_en == "Mine"


def test_the_same_form_sent_twice_is_one_offer(one: Client) -> None:
    sent = fields(one.get(NEW).context["form"]) | SAID
    assert [one.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title_bg", ""), ("title_en", "Само български"), ("title_bg", "Болница 🏥"), ("kind", "gift"), ("theme", ""),
     ("text_en", "Call 7523169263")],
)  # fmt: skip
def test_bad_input_is_refused(one: Client, field: str, typed: str) -> None:
    page = write(one, **{field: typed})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not Offer.objects.exists()


def test_there_is_an_end_to_offers(one: Client) -> None:
    from karta.portal.directory.profiles import rules

    write(one)
    version = Version.objects.get()
    (offer,) = [value for key, value in version.content.items() if key.startswith("offer:")]
    version.content = {f"offer:{number}": offer for number in range(rules.MOST_OFFERS)}
    version.save()
    page = write(one)
    assert page.status_code == 422
    assert "end one first" in page.content.decode()


def test_the_list_filters_by_kind_theme_segment_and_region(one: Client, client: Client) -> None:
    write(one)
    write(acting("two", SOPHARMA), SOPHARMA, kind="offer", title_en="Tablets made for others", title_bg="Таблетки")

    def shown(query: str) -> list[str]:
        return [one.offer.title_en for one in client.get(f"/en/offers/?{query}").context["page"]]

    assert len(shown("")) == 2
    assert shown("kind=offer") == ["Tablets made for others"]
    assert shown("segment=digital+health") == ["A hospital for a pilot"]
    assert len(shown("region=BG41")) == 2
    assert shown("region=BG31") == []
    assert shown("theme=people") == []
    assert client.get("/en/offers/?kind=gift").status_code == 404


def test_the_table_holds_both_languages_and_runs_no_formula(one: Client, client: Client) -> None:
    write(one, title_en='=HYPERLINK("http://example.org")')
    text = client.get("/en/offers/offers.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["title_en"].startswith("'=HYPERLINK")
    assert (row["title_bg"], row["organisation"], row["region"]) == (SAID["title_bg"], KELVIN, "BG41")
    assert b"/bg/offers/" in client.get("/sitemap-offers.xml").getvalue()


@pytest.mark.parametrize("items", [1, 3])
def test_query_budget(items: int, one: Client, client: Client, django_assert_num_queries: Any) -> None:
    today = timezone.localdate()
    for number in range(items):
        Offer.objects.create(org_id=(KELVIN, SOPHARMA)[number % 2], key=f"k{number}", **SAID, since=today,
                             confirmed=today - timedelta(days=number))  # fmt: skip
    with django_assert_num_queries(2):
        assert client.get("/en/offers/").content.count(b"A hospital for a pilot") == items
