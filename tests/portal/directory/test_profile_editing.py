"""An organisation's own profile: written in both languages, by several at once, never over what others say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.profiles.models import Version
from karta.portal.platform.models import AuditLine
from portal.directory.profile_help import (
    AT,
    KELVIN,
    SOPHARMA,
    account,
    acting,
    content,
    fields,
    form_of,
    organisation,
    save,
    signed_in,
)

OURS = f"/en/organisations/{KELVIN}/ours/"
FIGURE = {
    "figures-0-measure": "headcount", "figures-0-year": "2025", "figures-0-value": "1 250", "figures-0-unit": "persons",
    "figures-0-statement": "individual",
}  # fmt: skip


@pytest.fixture
def one(data: Any, db: None) -> Client:
    return acting("one")


def lines(data: Any) -> list[dict[str, Any]]:
    path = data / "own_profiles.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_a_save_is_a_version_and_a_line_for_the_next_build(
    data: Any, one: Client, django_capture_on_commit_callbacks: Any
) -> None:
    said = {
        "name_bg": "Келвин Хелт ООД", "name_en": "Kelvin Health", "description_bg": "Термография за болници.",
        "description_en": "Thermography for hospitals.", "website": "https://kelvin.health", "founded": "2020",
        "segment": "digital health", **FIGURE,
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert save(one, **said).status_code == 302
    version = Version.objects.get()
    assert (version.org_id, version.number, version.role) == (KELVIN, 1, "representative")
    assert version.content["figure:headcount:2025"] == {"value": "1250", "unit": "persons", "statement": "individual"}
    (line,) = lines(data)
    assert line["org_id"] == KELVIN
    assert line["names"] == {"bg": "Келвин Хелт ООД", "en": "Kelvin Health"}
    assert line["figures"] == [
        {"measure": "headcount", "year": 2025, "value": "1250", "unit": "persons", "statement": "individual"}
    ]
    assert "one" not in json.dumps(line)  # nobody's name
    told = AuditLine.objects.get(action="profile.written")
    assert "name_bg" in told.details["keys"]
    assert "Термография" not in str(told.details)


def test_the_page_says_that_all_is_public_and_shows_what_others_say(one: Client) -> None:
    other = acting("sopharma", SOPHARMA)
    page = other.get(f"/en/organisations/{SOPHARMA}/ours/").content.decode()
    assert "Everything here is public" in page
    assert "https://www.sopharmagroup.com" in page
    save(other, SOPHARMA, website="https://sopharma.example.bg")
    page = other.get(f"/en/organisations/{SOPHARMA}/ours/").content.decode()
    assert "differs from yours" in page
    assert "rank 5" in page
    in_bulgarian = other.get(f"/bg/organisations/{SOPHARMA}/ours/").content.decode()
    assert "Всичко тук е публично" in in_bulgarian


def test_until_the_next_publication_readers_see_it_as_coming(one: Client, client: Client) -> None:
    save(one, description_bg="Термография за болници.", description_en="Thermography for hospitals.", **FIGURE)
    page = client.get(f"/en/organisations/{KELVIN}/").content.decode()
    assert "From the next publication:" in page
    assert "Thermography for hospitals." in page
    assert "1,250 persons" in page
    past = client.get(f"/en/organisations/{KELVIN}/?as_of=2099-01-01").content.decode()
    assert "Thermography" not in past


def test_the_same_form_sent_twice_is_one_version(one: Client) -> None:
    sent = form_of(one) | {"website": "https://kelvin.health"}
    assert [one.post(OURS, sent).status_code for _ in range(2)] == [302, 302]
    assert Version.objects.count() == 1
    save(one)  # nothing changed
    assert Version.objects.count() == 1


def test_two_who_change_different_things_both_keep_theirs(one: Client) -> None:
    two = acting("two")
    save(one, website="https://kelvin.health", founded="2019")
    mine, yours = form_of(one) | {"founded": "2020"}, form_of(two) | {"website": "https://www.kelvin.health"}
    two.post(OURS, yours)
    page = one.post(OURS, mine, follow=True).content.decode()
    assert "Meanwhile another representative changed: Website." in page
    assert content()["founded"] == "2020"
    assert content()["website"] == "https://www.kelvin.health"


def test_two_who_change_the_same_are_told_and_nothing_is_lost(one: Client) -> None:
    two = acting("two")
    save(one, founded="2018")
    mine, yours = form_of(one) | {"founded": "2020", "website": "https://kelvin.health"}, form_of(two)
    two.post(OURS, yours | {"founded": "2019"})
    page = one.post(OURS, mine)
    assert page.status_code == 409
    assert content()["founded"] == "2019"
    body = page.content.decode()
    assert "Another representative changed the same while you wrote." in body
    again = fields(page.context["form"], page.context["figures"])
    assert (again["founded"], again["website"]) == ("2020", "https://kelvin.health")
    assert one.post(OURS, again).status_code == 302
    assert (content()["founded"], content()["website"]) == ("2020", "https://kelvin.health")
    assert Version.objects.filter(content__founded="2019").exists()


def test_a_version_of_another_organisation_is_no_base(one: Client) -> None:
    other = acting("sopharma", SOPHARMA)
    save(other, SOPHARMA)
    foreign = str(Version.objects.get().pk)
    assert one.post(OURS, form_of(one) | {"based_on": foreign}).status_code == 404
    assert not Version.objects.filter(org_id=KELVIN).exists()


def test_history_tells_who_by_role_and_any_version_stands_again(
    data: Any, one: Client, keeper: Client, django_capture_on_commit_callbacks: Any
) -> None:
    save(one, founded="2018")
    save(one, founded="2020")
    page = one.get(f"{OURS}history/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    assert "a representative" in page
    assert "<del>2018</del>" in page
    first = Version.objects.get(number=1)
    one.post(f"{OURS}history/{first.pk}/bring-back/")
    assert content()["founded"] == "2018"
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(f"{OURS}take-back/")
    assert content() == {}
    assert lines(data) == []
    assert Version.objects.first().role == "steward"
    assert keeper.get(f"{OURS}history/").status_code == 200
    assert keeper.get(OURS).status_code == 403  # a steward takes back, but writes nothing in its name
    assert signed_in(account("other")).post(f"{OURS}take-back/").status_code == 403
    assert one.post(f"{OURS}history/999999/bring-back/").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("name_en", "Пример", "Write this in English"), ("name_bg", "Kелвин", "mixes Latin and Cyrillic"),
        ("name_bg", "ЕТ Иван Пример", "Sole traders"), ("name_en", "Kelvin 🚀", "is a picture"),
        ("name_en", "Kelvin\u202ehtlaeH", "hidden character (U+202E)"), ("name_en", "شركة", "cannot type"),
        ("name_en", "Sopharma AD", "Another organisation of the map bears this name"),
        ("description_bg", "Only in English, by mistake", "Write this in Bulgarian"),
        ("description_en", "x" * 601, "at most 600"), ("website", "https://kеlvin.health", "plain Latin letters"),
        ("website", "javascript:alert(1)", "valid URL"), ("founded", "3000", "still to come"),
        ("founded", "12", "1000"),
        ("segment", "golf", "valid choice"), ("description_bg", "Лице 7523169263 тук", "personal number"),
        ("figures-0-value", "-5", "whole number of people"), ("figures-0-value", "много", "one number in digits"),
        ("figures-0-value", "12.5", "whole number of people"), ("figures-0-unit", "EUR", "Count people in persons"),
        ("figures-0-year", "2099", "still to come"), ("figures-0-unit", "", "A figure needs this"),
        ("sent_key", "x", "too old or was changed"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_nothing_is_lost(one: Client, field: str, typed: str, error: str) -> None:
    figures = FIGURE if field.startswith("figures") else {}
    page = save(one, **{**figures, "description_en": "Kept text.", field: typed})
    assert page.status_code == 422
    body = page.content.decode()
    assert error in body or error in str(page.context["form"].errors)
    if field not in ("description_en", "sent_key"):
        assert "Kept text." in body
    assert not Version.objects.exists()


def test_formulas_and_markup_are_text(data: Any, one: Client, client: Client) -> None:
    formula = '=HYPERLINK("http://example.org";"Kelvin")'
    assert save(one, name_en=formula, description_en="<script>alert(1)</script> words").status_code == 302
    page = client.get(f"/en/organisations/{KELVIN}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "=HYPERLINK(&quot;http://example.org&quot;" in page


def test_figures_as_people_here_type_them(one: Client) -> None:
    money = {"figures-0-measure": "turnover", "figures-0-year": "2024", "figures-0-unit": "thousand EUR"}
    for typed, kept in (("1 250,5", "1250.5"), ("1250.50", "1250.5"), ("1\u00a0000", "1000"), ("0", "0")):
        assert save(one, **money, **{"figures-0-value": typed}).status_code == 302
        assert content()["figure:turnover:2024"]["value"] == kept
    twice = {key.replace("-0-", "-1-"): value for key, value in (money | {"figures-0-value": "3"}).items()}
    page = save(one, **twice)
    assert page.status_code == 422
    assert "stands above already" in page.content.decode()
    save(one, **{"figures-0-value": ""})
    assert "figure:turnover:2024" not in content()


def test_every_page_of_it_speaks_bulgarian(one: Client) -> None:
    save(one)
    for path in ("ours/", "ours/history/", "ours/offers/new/"):
        page = one.get(f"/bg/organisations/{KELVIN}/{path}")
        assert page.status_code == 200
        assert "Версии" in page.content.decode() or "предлагаме" in page.content.decode()


def test_former_ids_lead_to_what_was_written_under_them(one: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from karta.portal.directory.profiles import queries, services

    save(one, founded="2018")
    user = Version.objects.get().by
    moved = replace(organisation(SOPHARMA), ids=(SOPHARMA, KELVIN))
    standing = queries.newest(moved.ids)
    assert standing is not None
    saved = services.save(of=moved, content=standing.content | {"founded": "2019"}, based_on=standing.pk,
                          sent_key="k" * 24, by=user, at=AT)  # fmt: skip
    assert saved.version is not None
    assert (saved.version.org_id, saved.version.number) == (SOPHARMA, 1)
    monkeypatch.setattr(queries, "now", lambda ids: {one: {KELVIN: SOPHARMA}.get(one, one) for one in ids})
    assert [one.content["founded"] for one in queries.standing()] == ["2019"]
