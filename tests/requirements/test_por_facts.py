"""POR-03, -05, -11, -12, -13, -14 and X-02, -03, -05, -06, -07, -08 over the facts of the cluster's own page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Claim, Contradiction, Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.models import Letter
from karta.portal.rooms.contact import services as contact
from karta.portal.rooms.contact.models import Message
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows(page: str) -> list[str]:
    return [words(row) for row in re.findall(r'<li class="ev-row.*?</li>', page, re.DOTALL)]


@pytest.mark.usefixtures("loaded")
def test_por_03_events_list_start_end_place_or_online_organiser_registration_link_and_state(html: Any) -> None:
    now = datetime.now(UTC)
    for code, days in (("coming-one", 10), ("running-one", 0)):
        Edition.objects.create(
            code=code, kind="forum", name_bg="Форум", name_en=code, place_bg="Варна", place_en="Varna", country="BG",
            starts_on=(now + timedelta(days=days)).date(), ends_on=(now + timedelta(days=days + 1)).date(),
            date_precision="day", is_fully_dated=True, changed_at=now, registration="https://example.org/register",
        )  # fmt: skip
    page = html("/en/events/")
    found = rows(page)
    assert ["running now" in found[0], "coming" in found[1]] == [True, True]
    assert "Varna" in found[0]
    assert page.count('href="https://example.org/register"') == 2
    assert any(
        row.startswith("23 November 2021 11:00–12:00") and "online · InvestBulgaria Agency past" in row for row in found
    )
    assert any(row.startswith("20–21 June 2024 Spinoff Bulgaria 2024 Sofia Tech Park") for row in found)
    assert 'href="https://spinoff.bg/"' in html("/en/events/spinoff-bulgaria-2024/")
    assert [state in page for state in ("running now", "coming", "past", "without a date")] == [True] * 4
    assert html("/bg/events/", state="past") != page  # filters need no script: they are part of the address


@pytest.mark.usefixtures("loaded")
def test_por_05_the_contact_page_states_name_and_channels_and_a_queue_answers(
    client: Client, html: Any, steward: Any
) -> None:
    page = words(html("/en/contact/"))
    assert "Health & Life Sciences Cluster Bulgaria" in page.replace("&amp;", "&")
    for channel in ("www.facebook.com/biocluster.bg/", "www.linkedin.com/groups/13610888/", "www.biocluster.bg"):
        assert channel in page
    _write(client)
    made = Message.objects.get()
    client.force_login(steward)
    assert "A question" in client.get("/en/team/messages/").content.decode()
    client.post(f"/en/team/messages/{made.pk}/", {"text": "Our reply is yes"})
    made.refresh_from_db()
    assert (made.state, made.owner) == ("answered", steward)
    assert Letter.objects.filter(to="reader@example.org", text__contains="Our reply is yes").count() == 1


@pytest.mark.usefixtures("loaded")
def test_por_11_an_event_without_a_full_date_is_stored_sorted_last_and_says_what_is_missing(html: Any) -> None:
    found = rows(html("/en/events/"))
    last = found[-3:]
    assert ["the day is not known" in last[0], "the first day is lost" in last[1], "no date is known" in last[2]] == [
        True
    ] * 3
    assert not any("is lost" in row or "not known" in row for row in found[:-3])
    assert last[1].startswith("until 1 October 2023")
    page = html("/en/events/ebw-genetic-code/")
    assert "/09-01/10" in page  # as printed
    assert "Date incomplete: the first day is lost" in words(page)


@pytest.mark.usefixtures("loaded")
def test_por_12_a_message_is_answered_with_a_copy_and_deleted_after_the_clusters_period(
    client: Client, steward: Any
) -> None:
    _write(client)
    contact.set_terms(answer_days=5, retention_days=90, by=steward, at=AT)
    made = Message.objects.get()
    assert Letter.objects.filter(to=made.email, text__contains="What I ask").count() == 1
    contact.answer(message_id=made.pk, text="Our reply is yes", by=steward, at=AT)
    answer = Letter.objects.get(text__contains="Our reply is yes")
    assert "What I ask" in answer.text
    assert contact.forget_expired(at=AT + timedelta(days=89)) == 0
    assert contact.forget_expired(at=AT + timedelta(days=90)) == 1
    assert not Message.objects.exists()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "path", ["events/spinoff-bulgaria-2024/", "projects/veles/", "projects/innaxe/", "projects/preciseu/"]
)
def test_por_13_a_page_states_its_last_change_and_the_source_of_each_figure(html: Any, path: str) -> None:
    page = html(f"/en/{path}")
    assert re.search(r"Last change \d+ \w+ \d{4}\. Sources: ", words(page))
    figures = re.findall(r"<dt>[^<]+</dt><dd>.*?</dd>", page[page.index('class="figures"') :], re.DOTALL)
    assert figures
    for figure in figures:  # each claim of it with who says so
        if "<ul" in figure:
            assert figure.count("<li>") == figure.count('<span class="xs muted">') > 0


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("kind", ["access", "erasure"])
def test_por_14_the_same_form_takes_requests_for_ones_data_and_its_removal(
    client: Client, steward: Any, kind: str
) -> None:
    _write(client)
    _write(client, kind=kind)
    wish = Message.objects.get(kind=kind)
    assert wish.due_on == wish.sent_at.astimezone(SOFIA).date() + timedelta(days=28)
    client.force_login(steward)
    assert "A question" in client.get(f"/en/team/messages/{wish.pk}/").content.decode()  # what is held already
    client.post(f"/en/team/messages/{wish.pk}/erase/", {})
    assert Message.objects.count() == 2
    client.post(f"/en/team/messages/{wish.pk}/erase/", {"sure": "on"})
    assert not Message.objects.exists()


def _write(client: Client, **change: str) -> None:
    page = client.get("/en/contact/").content.decode()
    key = re.search(r'name="sent_key" value="([^"]+)"', page)
    assert key is not None
    said = {
        "kind": "question",
        "name": "",
        "email": "reader@example.org",
        "subject": "A question",
        "text": "What I ask",
    }
    assert client.post("/en/contact/", said | {"sent_key": key[1]} | change).status_code == 302


@pytest.mark.usefixtures("loaded")
def test_x_02_a_published_figure_is_a_claim_with_unit_operator_source_and_line() -> None:
    one = Claim.objects.get(property="competing_companies")
    assert (one.value_min, one.value_max, one.bound, one.unit) == (Decimal(30), None, "over", "organisations")
    assert (one.source.code, one.locator, one.method) == ("home-page", "line 43", "as_published")
    assert one.as_published == "над български 30 kомпании"  # with the Latin letter that the page prints
    attracted = Claim.objects.get(property="attracted")
    assert (attracted.geography, attracted.unit, attracted.bound) == ("BG", "EUR", "rounded")


@pytest.mark.usefixtures("loaded")
def test_x_03_dates_have_their_precision_and_keep_the_printed_text() -> None:
    told = {
        one.date_precision: one.as_published
        for one in Claim.objects.filter(source__code="home-page", property__in=("dates", "order")).order_by("-pk")
    }
    assert set(told) == {"year", "month", "day", "part_of_day", "unknown"}
    assert told["month"] == "В началото на март 2023"
    lost = Claim.objects.get(as_published="/09-01/10")
    assert (lost.starts_on, lost.ends_on, lost.date_precision) == (None, date(2023, 10, 1), "unknown")


@pytest.mark.usefixtures("loaded")
def test_x_05_a_contradiction_keeps_claims_preferred_one_reason_and_who_chose(client: Client, steward: Any) -> None:
    address = "/en/contradictions/tr01-spinoff-2024-dates/"
    before = words(client.get(address).content.decode())
    assert "As shipped with Karta" in before
    assert "<form" not in client.get(address).content.decode().split("<main")[1].split("</main>")[0]
    other = Contradiction.objects.get(code="tr01-spinoff-2024-dates").claims.get(locator="line 11")
    client.force_login(steward)
    assert client.post(address, {"claim": other.pk, "reason_bg": "", "reason_en": ""}).status_code == 422
    client.post(address, {"claim": other.pk, "reason_bg": "", "reason_en": "The hall is booked then."})
    one = Contradiction.objects.get(code="tr01-spinoff-2024-dates")
    assert (one.preferred, one.reason_en, one.chosen_by) == (other, "The hall is booked then.", steward)
    assert "27–28 June 2024" in rows(client.get("/en/events/", {"year": "2024"}).content.decode())[1]
    client.post(f"{address}undo/")
    one.refresh_from_db()
    assert one.preferred.locator == "line 33"


@pytest.mark.usefixtures("loaded")
def test_x_06_missing_not_applicable_confidential_zero_and_rounded_are_five_states() -> None:
    states = set(Claim.State.values)
    assert {"missing", "not_applicable", "suppressed"} < states
    zero, rounded = (
        Claim(state="known", value_min=0, value_max=0),
        Claim.objects.get(property="budget", unit="EUR", subject_code="preciseu"),
    )
    assert (zero.state, zero.value_min) == ("known", 0)
    assert rounded.value_min < rounded.value_max
    assert Claim.objects.filter(state="missing", value_min=None, value_max=None).count() >= 10


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("code", ["tr07-chair", "tr08-director-hadea", "tr09-director-biocat"])
def test_x_07_people_appear_by_their_public_role_only(html: Any, client: Client, steward: Any, code: str) -> None:
    names = list(Contradiction.objects.get(code=code).claims.values_list("as_published", flat=True))
    for page in (html(f"/en/contradictions/{code}/"), html(f"/bg/contradictions/{code}/"), html("/en/contradictions/")):
        assert not [name for name in names if name in page]
    client.force_login(steward)
    assert names[0] in client.get(f"/en/contradictions/{code}/").content.decode()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "path",
    ["events/", "events/spinoff-bulgaria-2024/", "projects/", "projects/preciseu/", "contradictions/", "contact/"],
)
def test_x_08_a_pages_own_words_are_in_its_alphabet_and_quotations_say_their_language(html: Any, path: str) -> None:
    page = html(f"/en/{path}").split("<main")[1].split("</main>")[0]
    own = re.sub(r'<(span|option)\b[^>]*\blang="bg"[^>]*>.*?</\1>|<q\b.*?</q>', " ", page, flags=re.DOTALL)
    assert not re.search(r"<q(?! lang=)[^>]*>[^<]*[^\W\d_]", page)  # every quotation with letters names its language
    assert re.findall(r"[а-яА-Я]+", words(own)) == []
