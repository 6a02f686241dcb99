"""Editing as editors do it: Wagtail's forms, what they refuse and say, translations from draft to readers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from karta.portal.platform.models import AuditLine
from karta.portal.platform.rules import EDITOR
from karta.portal.rooms.news.models import NewsIndexPage, NewsItem
from portal.rooms.news.pages import change, item, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(demo: Any, client: Client) -> Client:
    user = get_user_model().objects.create_user("writer", password="correct horse battery")
    user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    client.force_login(user)
    return client


def form(body: str, **fields: Any) -> dict[str, str]:
    told = {"title": "Новина", "kind": "news", "date": "", "date_as_written": "", "summary": "", "change_reason": ""}
    return nested_form_data(
        {**told, **fields, "body": streamfield([("text", rich_text(body, features=["h2", "bold", "link"]))])}
    )


def create(editor: Client, **data: Any) -> Any:
    parent = NewsIndexPage.objects.get(locale__language_code="bg")
    return editor.post(reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk]), form(**data))


def edit(editor: Client, page: NewsItem, **data: Any) -> Any:
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(**data))


def test_an_editor_publishes_and_readers_read(editor: Client) -> None:
    answer = create(editor, body="<p>Среща в Пловдив.</p>", date="20.06.2024", **{"action-publish": "1"})
    assert answer.status_code == 302
    made = NewsItem.objects.get()
    assert (made.live, made.slug, made.date) == (True, "novina", "2024-06-20")
    assert "Среща в Пловдив." in editor.get("/bg/news/novina/").content.decode()
    actions = set(AuditLine.objects.values_list("action", flat=True))
    assert {"page.published", "pages.wagtail.create", "pages.wagtail.publish"} <= actions


def test_a_draft_may_be_unfinished_and_its_publication_is_refused_with_the_words(editor: Client) -> None:
    assert create(editor, body="<p>Срокът да се допълни.</p>").status_code == 302
    made = NewsItem.objects.get()
    assert not made.live
    answer = edit(editor, made, body="<p>Срокът да се допълни.</p>", **{"action-publish": "1"})
    assert answer.status_code == 200
    assert "да се допълни" in answer.content.decode()
    assert not NewsItem.objects.get().live


def test_a_changed_text_asks_for_its_reason(editor: Client) -> None:
    made = item(title="Новина", body=[text("<p>Срещата е на 27 юни.</p>")])
    refused = edit(editor, made, body="<p>Срещата е на 20 юни.</p>", **{"action-publish": "1"})
    assert refused.status_code == 200
    assert refused.context["form"].errors.keys() == {"change_reason"}
    done = edit(
        editor, made, body="<p>Срещата е на 20 юни.</p>", change_reason="Грешна дата.", **{"action-publish": "1"}
    )
    assert done.status_code == 302
    assert [one.reason for one in made.versions.all()] == ["Грешна дата.", ""]


def test_a_wrong_date_is_quoted(editor: Client) -> None:
    answer = create(editor, body="<p>Текст.</p>", date="утре")
    assert "утре" in str(answer.context["form"].errors["date"])


def test_a_translation_begins_as_a_draft_and_is_known_as_one(editor: Client) -> None:
    source = item(title="Новина", body=[text("<p>Среща в Пловдив.</p>")])
    english = Locale.objects.get(language_code="en")
    answer = editor.post(
        reverse("wagtail_localize:submit_page_translation", args=[source.pk]), {"locales": [english.pk]}
    )
    assert answer.status_code == 302
    made = NewsItem.objects.get(locale=english)
    assert (made.live, made.translates_version) == (False, 1)
    refused = edit(editor, made, body="<p>Среща в Пловдив, текст на български.</p>", **{"action-publish": "1"})
    assert refused.status_code == 200  # the copy is still Bulgarian
    done = edit(editor, made, title="News", body="<p>A meeting in Plovdiv.</p>", matches_source="on",
                **{"action-publish": "1"})  # fmt: skip
    assert done.status_code == 302
    assert f'href="/en/news/{made.slug}/"' in editor.get(f"/bg/news/{source.slug}/").content.decode()


def test_a_stale_translation_stays_so_until_an_editor_says_otherwise(editor: Client) -> None:
    source = item(title="Новина", body=[text("<p>Срокът е юли.</p>")])
    made = item("en", title="News", translates=source, body=[text("<p>The deadline is July.</p>")])
    change(source, reason="нов срок", body=[text("<p>Срокът е август.</p>")])
    body = {"title": "News", "action-publish": "1"}
    edit(editor, made, body="<p>The deadline is in July.</p>", change_reason="style", **body)
    assert NewsItem.objects.get(pk=made.pk).translates_version == 1
    edit(editor, made, body="<p>The deadline is August.</p>", change_reason="new date", matches_source="on", **body)
    assert NewsItem.objects.get(pk=made.pk).translates_version == 2


def test_publishing_many_at_once_passes_the_same_gate(editor: Client) -> None:
    good, bad = item(title="Добра", publish=False), item(title="TODO", publish=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{address}?id={good.pk}&id={bad.pk}&next=/team/pages/", follow=True)
    assert "TODO" in answer.content.decode()
    assert not NewsItem.objects.get(pk=bad.pk).live


def test_an_uncertain_name_is_said_to_the_editor_who_publishes(editor: Client) -> None:
    answer = create(editor, body="<p>Софарма беше там.</p>", **{"action-publish": "1"})
    said = editor.get(answer["Location"]).content.decode()
    assert reverse("news:names", args=[NewsItem.objects.get().pk]).split("/", 2)[2] in said
