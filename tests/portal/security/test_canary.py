"""Names planted in every confidential place: every address as every role, none seen where it does not belong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.portal.rooms.news.models import NewsItem
from portal.security.confidential import DECISIONS, EDITORS
from portal.security.conftest import DRAFT
from portal.security.crawl import addresses, content, rows_of
from portal.security.planting import Garden, models_asked
from portal.url_table import LETS_IN, ROLES, rule_of

pytestmark = pytest.mark.django_db
CANARY = re.compile(r"zq\d{4}qz")
# Doing, not showing: a GET would change something, or make a file for minutes.
NOT_FETCHED = {"account_logout", "explorer:report_pdf", "operations:difference"}


def test_every_model_and_every_column_of_text_has_a_decision() -> None:
    labels = {model._meta.label for model in models_asked()}
    assert labels - set(DECISIONS) == set()
    for model in models_asked():
        decision = DECISIONS[model._meta.label]
        names = {one.name for one in model._meta.concrete_fields}
        assert {*decision.public, *decision.codes} - {"*"} <= names, model


def allowed(place: str, role: str) -> bool:
    if place == DRAFT:
        return role in EDITORS
    decision = DECISIONS[place.rpartition(".")[0]]
    return role in decision.seen_by or (role == "owner" and decision.owner)


def is_worth_asking(name: str, role: str) -> bool:
    """Who is refused at the door sees its one page of refusal (test_who_may_what): once is enough."""
    rule = rule_of(name) or "public"
    return (role if role != "owner" else "account") in LETS_IN[rule]


@pytest.mark.parametrize("role", ["visitor", "account", "owner", *ROLES[2:]])
def test_no_canary_is_seen_where_it_does_not_belong(clients: dict[str, Client], garden: Garden, role: str) -> None:
    told = addresses(rows_of(garden))
    asked = [(name, path) for name, path in told if name not in NOT_FETCHED and is_worth_asking(name, role)]
    assert len(asked) > 100
    seen: dict[str, list[str]] = {}
    for _name, path in asked:
        for found in set(CANARY.findall(content(clients[role].get(path)))):
            seen.setdefault(garden.canaries[found], []).append(path)
    wrong = {place: paths[:3] for place, paths in seen.items() if not allowed(place, role)}
    assert wrong == {}


def test_what_may_be_seen_is_seen(clients: dict[str, Client], garden: Garden) -> None:
    """Else the crawl would prove nothing: each of these is found by those who may see it."""
    pages = {
        "contact.Message.text": f"/en/team/messages/{garden.rows['contact.Message'].pk}/",
        "directory.Correction.reason": f"/en/curation/corrections/{garden.rows['directory.Correction'].pk}/",
        "platform.AuditLine.details": "/en/team/audit/",
        DRAFT: f"/team/pages/pages/{garden.rows['draft'].pk}/edit/",
        "auth.User.email": "/en/team/people/",
    }
    for place, path in pages.items():
        found = set(CANARY.findall(content(clients["administrator"].get(path))))
        assert place in {garden.canaries[name] for name in found}, path


def test_a_visitor_s_search_index_and_published_texts_hold_no_canary(garden: Garden) -> None:
    from karta.portal.rooms.news import queries

    for name in garden.canaries:
        assert queries.search("bg", name) == []
    for model in (NewsItem,):
        assert not CANARY.search(str(list(model.objects.live().values_list("title", "search_words"))))


def test_snapshot_files_hold_no_canary(garden: Garden, demo_data: Path) -> None:
    for path in (demo_data / "snapshots").rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert not CANARY.search(path.read_bytes().decode("latin-1")), path


def test_logs_and_error_pages_hold_no_canary(garden: Garden, clients: dict[str, Client], caplog: Any) -> None:
    for path in ("/en/no-such-page/", "/en/map/?as_of=never", "/api/v1/organisations/none", "/en/team/audit/"):
        assert not CANARY.search(content(clients["account"].get(path)))
    assert not CANARY.search(caplog.text)
