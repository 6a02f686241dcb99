"""The events' pages over the facts of the cluster's page."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from karta.portal.directory import timing
from karta.portal.directory.models import Edition, Series
from karta.portal.rooms.events import queries
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def names(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/en/events/([a-z0-9-]+)/', page)


@pytest.mark.usefixtures("loaded")
def test_filters_by_year_place_and_organiser_combine(client: Client) -> None:
    def found(**asked: str) -> list[str]:
        return names(client.get("/en/events/", asked).content.decode())

    assert found(where="online") == ["ebw-economic-power", "invest-webinar-2021"]
    assert found(where="online", year="2021") == ["invest-webinar-2021"]
    assert found(organiser="isteb") == ["spinoff-bulgaria-2024", "spinoff-bulgaria-2023"]
    assert found(organiser="isteb", year="2023", where="BG", state="past") == ["spinoff-bulgaria-2023"]
    assert found(state="undated") == ["hadea-visit-plovdiv"]
    assert found(state="coming") == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("asked", [{"state": "soon"}, {"year": "20x4"}, {"year": "２０２４"}])
def test_a_filter_that_is_none_is_refused(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/en/events/", asked).status_code == 400


def test_without_events_the_page_says_so(client: Client, demo: Snapshot) -> None:
    assert "No event is announced yet." in client.get("/en/events/").content.decode()
    assert "Още няма обявени събития." in client.get("/bg/events/").content.decode()
    assert client.get("/en/events.ics").content.decode().count("VEVENT") == 0


@pytest.mark.usefixtures("loaded")
def test_the_page_of_an_edition_shows_contradicting_dates_with_the_preferred_one_and_why(client: Client) -> None:
    page = client.get("/en/events/spinoff-bulgaria-2024/").content.decode()
    rows = re.findall(r'<li class="(shown|agrees|disagrees|not_possible)">.*?<b>(.*?)</b>', page, re.DOTALL)
    assert rows == [
        ("shown", "20–21 June 2024"),
        ("agrees", "from 20 June 2024"),
        ("agrees", "June 2024"),
        ("disagrees", "27–28 June 2024"),
        ("not_possible", "27–28 June 2023"),
    ]
    assert "Home page of the cluster, line 33" in page
    assert "Later and more specific" in page


@pytest.mark.usefixtures("loaded")
def test_two_lists_of_winners_stand_side_by_side(client: Client) -> None:
    page = client.get("/en/events/best-spinoff-2023/").content.decode()
    assert "2 lists of winners, 7 names in all, 4 of them in every list." in page
    assert page.count("not named") == 3
    assert "Digistain" in page


@pytest.mark.usefixtures("loaded")
def test_what_machines_read_of_an_event(client: Client) -> None:
    def told(code: str) -> dict[str, Any]:
        page = client.get(f"/en/events/{code}/").content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert found is not None
        return json.loads(found[1])

    one = told("spinoff-bulgaria-2024")
    assert (one["@type"], one["startDate"], one["endDate"]) == ("Event", "2024-06-20", "2024-06-21")
    assert one["location"]["address"]["addressCountry"] == "BG"
    webinar = told("invest-webinar-2021")
    assert webinar["startDate"] == "2021-11-23T11:00:00+02:00"
    assert webinar["location"]["@type"] == "VirtualLocation"
    assert told("delegation-barcelona")["startDate"] == "2023-03"
    assert "startDate" not in told("ebw-genetic-code")
    assert "startDate" not in told("hadea-visit-plovdiv")


@pytest.mark.usefixtures("loaded")
def test_the_calendar_follows_the_filter(client: Client) -> None:
    answer = client.get("/en/events.ics", {"year": "2024"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.count(b"BEGIN:VEVENT") == 2
    assert client.get("/bg/events/spinoff-bulgaria-2024.ics").status_code == 200
    assert client.get("/bg/events/hadea-visit-plovdiv.ics").status_code == 404
    assert client.get("/bg/events/nowhere/").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_events_query_budget(client: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        Edition.objects.create(
            code=f"e{number}", kind="forum", name_bg=f"Форум {number}", name_en=f"Forum {number}", changed_at=AT,
            starts_on=date(2030, 1, 1), ends_on=date(2030, 1, 2), date_precision="day", is_fully_dated=True,
        )  # fmt: skip
    with django_assert_num_queries(8):
        assert len(names(client.get("/en/events/").content.decode())) == items


@pytest.mark.parametrize("items", [1, 3])
def test_edition_query_budget(client: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    load_facts()
    sessions = Edition.objects.filter(part_of__code="spinoff-bulgaria-2024").order_by("code")
    sessions.exclude(pk__in=list(sessions.values_list("pk", flat=True)[:items])).delete()
    with django_assert_num_queries(13):  # four of them are asked once a state, where no transaction is open
        page = client.get("/en/events/spinoff-bulgaria-2024/").content.decode()
    assert page.count('class="ev-row') == items


class TestStates(TestCase):
    """What the database selects is what the rule says."""

    @hypothesis_settings(max_examples=60, deadline=None)
    @given(
        st.one_of(st.none(), st.integers(-3, 3)), st.one_of(st.none(), st.integers(0, 3)),
        st.sampled_from(["day", "part_of_day", "month", "unknown"]),
        st.one_of(st.none(), st.integers(0, 23)), st.integers(0, 47),
    )  # fmt: skip
    def test_every_event_is_selected_by_exactly_the_state_that_it_is_in(
        self, start: int | None, length: int | None, precision: str, hour: int | None, hours: int
    ) -> None:
        today = date(2026, 10, 25)  # the day on which clocks go back
        one = Edition(code="one", kind="forum", changed_at=AT, date_precision=precision)
        one.starts_on = None if start is None else today + timedelta(days=start)
        one.ends_on = None if length is None else (one.starts_on or today) + timedelta(days=length)
        if hour is not None and one.starts_on and precision == "part_of_day":
            one.starts_at = timing.midnight(one.starts_on).replace(hour=hour)
            if one.ends_on:
                one.ends_at = timing.midnight(one.ends_on).replace(hour=23, minute=30)
        one.is_fully_dated = timing.is_fully_dated(one)
        one.save()
        at = datetime(2026, 10, 24, 21, tzinfo=UTC) + timedelta(hours=hours)
        found = [state for state in timing.STATES if Edition.objects.filter(queries.of_state(state, at)).exists()]
        assert found == [timing.state(one, at)]


def test_a_series_has_its_editions_with_the_dates_that_sources_give(client: Client, demo: Snapshot) -> None:
    load_facts()
    html = client.get("/en/events/series/spinoff-bulgaria/").content.decode()
    assert re.findall(r'<h3><a href="/en/events/([a-z0-9-]+)/">', html) == [
        "spinoff-bulgaria-2024",
        "spinoff-bulgaria-2023",
    ]
    newest = html.split("<h3>")[1]
    for told in ("20–21 June 2024", "27–28 June 2024", "27–28 June 2023", "not possible", "disagrees", "edition no. 3"):
        assert told in newest
    assert 'hreflang="bg" href="http://testserver/bg/events/series/spinoff-bulgaria/"' in html
    said = json.loads(re.findall(r'ld\+json">(.*?)</script>', html)[0])
    assert said["@type"] == "EventSeries"
    assert [one["startDate"] for one in said["subEvent"]] == ["2024-06-20", "2023-09-28"]
    assert client.get("/bg/events/series/spinoff-bulgaria/").status_code == 200
    assert client.get("/en/events/series/none/").status_code == 404


def test_a_series_is_linked_from_editions_the_list_and_the_sitemap_and_has_a_calendar(
    client: Client, demo: Snapshot
) -> None:
    load_facts()
    link = "/en/events/series/spinoff-bulgaria/"
    edition = client.get("/en/events/spinoff-bulgaria-2024/").content.decode()
    assert f'href="{link}"' in edition
    assert f"http://testserver{link}" in edition
    assert f'href="{link}"' in client.get("/en/events/").content.decode()
    assert f"http://testserver{link}" in client.get("/sitemap-events.xml").getvalue().decode()
    calendar = client.get("/en/events.ics?series=spinoff-bulgaria").content.decode()
    assert sorted(re.findall(r"UID:([a-z0-9-]+)@", calendar)) == ["spinoff-bulgaria-2023", "spinoff-bulgaria-2024"]


@pytest.mark.parametrize("items", [1, 3])
def test_series_query_budget(client: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    load_facts()
    series = Series.objects.get(code="european-biotech-week")
    series.entries.exclude(pk__in=[one.pk for one in series.entries.all()[:items]]).delete()
    with django_assert_num_queries(9):
        assert client.get("/en/events/series/european-biotech-week/").content.count(b"<h3>") == items
