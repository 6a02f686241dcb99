"""The same form sent twice, and two people at one thing: nothing is made twice, nothing is lost without a word."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from karta.portal.directory.models import Correction, SavedView
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.news.models import NewsItem
from portal.rooms.news.pages import item, text

pytestmark = pytest.mark.django_db
SAID = {
    "property": "other", "year": "", "proposed_value": "Друго име", "unit": "", "source_url": "https://example.org/a",
    "reason": "Отчет, страница 4", "contact": "",
}  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_a_proposal_sent_twice_is_one(client: Client) -> None:
    for _ in range(2):
        assert client.post("/bg/corrections/new/bg-eik-831902088/", SAID).status_code == 302
    assert Correction.objects.count() == 1
    assert AuditLine.objects.filter(action="correction.proposed").count() == 1
    client.post("/bg/corrections/new/bg-eik-831902088/", {**SAID, "proposed_value": "Трето име"})
    assert Correction.objects.count() == 2


@pytest.mark.usefixtures("demo")
def test_a_decision_sent_twice_is_made_once(keeper: Client, client: Client) -> None:
    client.post("/bg/corrections/new/bg-eik-831902088/", SAID)
    made = Correction.objects.get()
    for state in ("declined", "accepted"):
        keeper.post(f"/en/curation/corrections/{made.pk}/", {"state": state, "decision": state, "reason": "because"})
    lines = AuditLine.objects.filter(action__startswith="correction.").exclude(action="correction.proposed")
    assert lines.count() <= 1


@pytest.mark.usefixtures("demo")
def test_a_view_is_saved_under_an_address_of_its_own_each_time(client: Client) -> None:
    for _ in range(2):
        client.post("/en/saved/new/", {"district": "PDV"})
    tokens = set(SavedView.objects.values_list("token", flat=True))
    assert len(tokens) == SavedView.objects.count()


@pytest.mark.usefixtures("demo")
def test_two_editors_of_one_page_both_keep_what_they_wrote(steward: Any) -> None:
    made = item(title="Новина", body=[text("<p>Първо.</p>")])
    other = get_user_model().objects.create_user("second", password="correct horse battery")
    other.groups.add(Group.objects.get_or_create(name="editor")[0])
    before = made.revisions.count()
    for user, title in ((steward, "Едно"), (other, "Друго")):
        page = NewsItem.objects.get(pk=made.pk)
        page.title = title
        page.save_revision(user=user)
    kept = [one.as_object().title for one in made.revisions.order_by("pk")][before:]
    assert kept == ["Едно", "Друго"]
