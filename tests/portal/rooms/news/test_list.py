"""The list of news: order, filters, marks, budgets."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from portal.rooms.news.pages import change, item, standing, text

pytestmark = pytest.mark.django_db


def titles(response: Any) -> list[str]:
    return re.findall(r"<h2[^>]*><a[^>]*>(?:<span[^>]*>)?([^<]*)", response.content.decode())


def test_pinned_items_stand_first_then_dated_ones_then_undated(client: Client, demo: Any) -> None:
    item(title="Без дата")
    item(title="От юни", date="2024-06")
    item(title="От деня", date="2024-06-20")
    item(title="Закачена", date="2021", is_pinned=True)
    item(title="От годината", date="2023")
    found = client.get("/bg/news/")
    assert titles(found) == ["Закачена", "От юни", "От деня", "От годината", "Без дата"]


def test_an_empty_list_says_so_in_both_languages(client: Client, demo: Any) -> None:
    assert "Nothing is published yet" in client.get("/en/news/").content.decode()
    assert client.get("/bg/news/").status_code == 200


def test_filters_by_kind_year_and_language(client: Client, demo: Any) -> None:
    source = item(title="Покана", kind="call", date="2024-05-01")
    item("en", title="Call", kind="call", date="2024-05-01", translates=source)
    item(title="Само на български", date="2023")
    item("en", title="English only", date="2023")
    assert titles(client.get("/bg/news/?kind=call")) == ["Покана"]
    assert titles(client.get("/en/news/?kind=call")) == ["Call"]
    assert set(titles(client.get("/bg/news/?year=2023"))) == {"Само на български", "English only"}
    assert titles(client.get("/bg/news/?languages=both")) == ["Покана"]
    assert set(titles(client.get("/bg/news/?languages=bg"))) == {"Покана", "Само на български"}
    assert "Nothing matches" in client.get("/en/news/?kind=event").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_asks_the_database_as_often_whatever_its_length(
    client: Client, demo: Any, items: int, django_assert_num_queries: Any
) -> None:
    for number in range(items):
        source = item(
            title=f"Новина {number}", date="2024", body=[text("<p>Софарма АД и Медицинския университет.</p>")]
        )
        item("en", title=f"News {number}", date="2024", translates=source)
        change(source, reason="поправка", summary="Друго.")
    client.get("/en/news/")
    with django_assert_num_queries(6):
        response = client.get("/en/news/")
    assert len(titles(response)) == items


def test_the_table_of_items_can_be_taken_away(client: Client, demo: Any) -> None:
    item(title="=1+1", date="2024-06")
    answer = client.get("/bg/news/items.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["title"], row["date"], row["language"]) for row in rows] == [("'=1+1", "2024-06", "bg")]


def test_standing_pages_are_offered_beside_the_list(client: Client, demo: Any) -> None:
    page = standing("en", title="About us", show_in_menus=True)
    assert f'<a href="/en/{page.slug}/">About us</a>' in client.get("/en/news/").content.decode()
    assert "About us" not in client.get("/bg/news/").content.decode()
