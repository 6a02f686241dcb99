"""SPN-06, SPN-17 to SPN-19: what remains of an edition, as visitors, those who came, speakers and partners meet it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards.feedback import queries as feedback
from karta.portal.rooms.events.afterwards.gallery import services as gallery
from karta.portal.rooms.events.afterwards.gallery.cleaning import clean
from karta.portal.rooms.events.afterwards.letters import speaker_token
from karta.portal.rooms.events.models import Session
from portal.events.afterwards.conftest import AT, _files, deck, desk, edition, editor, made_speaker, photograph, session
from portal.events.afterwards.test_feedback import say, tokens_of
from portal.events.afterwards.test_gallery import DESCRIBED
from portal.events.afterwards.test_papers import over, partners

__all__ = ["_files", "deck", "desk", "edition", "editor", "over", "partners", "session"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["bg", "en"])
def test_spn_06_gallery_and_library_are_linked_to_the_edition_and_open_without_an_account(
    html: Any, client: Client, edition: Edition, editor: Any, deck: Any, language: str
) -> None:
    cleaned = clean(io.BytesIO(photograph()))
    picture = gallery.add_picture(edition=edition, cleaned=cleaned, credit="", licence="", by=editor, at=AT)
    gallery.describe(picture_id=picture.pk, said=DESCRIBED, publish=True, by=editor, at=AT)
    speaker = made_speaker(edition)
    (author,) = deck(speaker).authors.all()
    client.post(
        f"/{language}/your-slides/{speaker_token(speaker)}/{author.pk}/agree/", {f"deck-{author.pk}-licence": "read"}
    )
    page = html(f"/{language}/events/{edition.code}/")
    ways = re.findall(rf'href="(/{language}/events/{edition.code}/(?:gallery|slides)/)"', page)
    assert [way.split("/")[-2] for way in ways] == ["gallery", "slides"]
    shown = html(ways[0])
    assert DESCRIBED[f"alt_{language}"] in shown
    assert DESCRIBED["credit"] in shown
    listed = html(ways[1])
    assert {"bg": "Как се прави", "en": "How it is done"}[language] in listed
    file = re.findall(rf'href="({ways[1]}[^"]+)"', listed)[0]
    answer = client.get(file)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_spn_17_feedback_is_per_session_and_per_edition_and_appears_only_from_five_answers(
    html: Any, client: Client, edition: Edition, session: Session, language: str
) -> None:
    tokens, address = tokens_of(edition, 6), f"/{language}/events/{edition.code}/feedback/"
    form = html(f"/{language}/feedback/{tokens[0]}/")
    assert {"about-event-stars", f"about-{session.pk}-stars"} <= set(re.findall(r'name="([^"]+)"', form))
    for token in tokens[:4]:
        say(token, 4, session)
    few = html(address)
    assert 'class="rating"' not in few
    say(tokens[4], 4, session)
    enough = html(address)
    assert enough.count('class="rating"') == 1  # the session's; the event's own question has no answer yet
    assert [one.count for one in feedback.results(edition)] == [0, 5]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_spn_18_the_partner_list_exports_with_roles_and_dates(
    html: Any, keeper: Client, partners: Edition, language: str
) -> None:
    answer = keeper.get(f"/{language}/team/events/{partners.code}/papers/partners.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [tuple(cell.value for cell in row)[:5] for row in sheet.iter_rows(min_row=2)]
    first, last = partners.starts_on, partners.ends_on
    names = {"bg": ("Тяло one", "организатор"), "en": ("Body one", "organiser")}[language]
    assert rows[0][:2] == names
    assert [day.date() for day in rows[0][3:5]] == [first, last]
    assert len({row[1] for row in rows if row[0] == names[0]}) == 2  # one body, two roles


def test_spn_19_slides_are_public_only_after_the_speaker_agreed_and_withdrawal_takes_effect_at_once(
    html: Any, client: Client, edition: Edition, deck: Any
) -> None:
    speaker = made_speaker(edition)
    made = deck(speaker)
    (author,) = made.authors.all()
    library, own = f"/en/events/{edition.code}/slides/", f"/en/your-slides/{speaker_token(speaker)}/"
    assert "How it is done" not in html(library)
    assert client.get(f"{library}{made.uid}/").status_code == 404
    client.post(f"{own}{author.pk}/agree/", {f"deck-{author.pk}-licence": "cc-by-4.0"})
    assert "How it is done" in html(library)
    client.post(f"{own}{author.pk}/withdraw/")
    assert "How it is done" not in html(library)
    assert client.get(f"{library}{made.uid}/").status_code == 410
