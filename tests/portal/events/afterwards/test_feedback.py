"""Feedback: asked once, anonymous, shown from five answers on and only in steps of five, words after a person read."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from karta.portal.directory.models import Edition
from karta.portal.platform.models import AuditLine, Letter
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.feedback import queries, services
from karta.portal.rooms.events.afterwards.letters import Addressee
from karta.portal.rooms.events.afterwards.models import Answer, Ballot, Round
from karta.portal.rooms.events.models import Session
from karta.snapshot.reader import Snapshot
from portal.events.afterwards.conftest import AT, made_session

pytestmark = pytest.mark.django_db


def tokens_of(edition: Edition, count: int, monkeypatch: Any = None) -> list[str]:
    """Everybody who came was asked; the tokens that stand in their letters."""
    people = [Addressee(f"p{number}@example.org", "en", "http://testserver") for number in range(count)]
    services.ask(edition=edition, addressees=people, at=AT)
    return [re.findall(r"/feedback/([\w-]+)/", one.text)[0] for one in Letter.objects.filter(to__startswith="p")]


def say(token: str, stars: int, session: Session | None = None, words: str = "", at: Any = AT) -> None:
    services.answer(
        token=token, session_id=session.pk if session else None, stars=stars, words=words, language="en", at=at
    )


def test_everybody_who_came_is_asked_once(edition: Edition, session: Session) -> None:
    made_session(edition, 2, kind="break")
    made_session(edition, 3, state="planned")
    assert len(set(tokens_of(edition, 6))) == 6
    assert Letter.objects.count() == 6
    assert Ballot.objects.count() == 6 * 2  # the event and its one session
    with pytest.raises(Again):
        services.ask(edition=edition, addressees=[Addressee("late@example.org", "en", "")], at=AT)
    assert Letter.objects.count() == 6


def test_four_answers_show_nothing_and_the_fifth_shows_all(edition: Edition, session: Session) -> None:
    tokens = tokens_of(edition, 6)
    for token in tokens[:4]:
        say(token, 4)
    assert [one.count for one in queries.results(edition)] == [0, 0]
    say(tokens[4], 5)
    whole, of_session = queries.results(edition)
    assert (whole.count, whole.mean, whole.bars) == (5, 4.2, [(5, 1), (4, 4), (3, 0), (2, 0), (1, 0)])
    assert of_session.count == 0  # another question: nothing of the event's is in it


def test_two_moments_differ_by_five_answers_or_more(edition: Edition) -> None:
    tokens = tokens_of(edition, 12)
    counts = []
    for token in tokens:
        say(token, 3)
        counts.append(queries.results(edition)[0].count)
    assert counts == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]


class Steps(TestCase):
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5)), max_size=40))
    @hypothesis_settings(max_examples=15, deadline=None)
    def test_whatever_comes_in_whatever_order_no_two_publications_differ_by_fewer_than_five(
        self, given_answers: list[tuple[int, int]]
    ) -> None:
        edition = Edition.objects.create(code="e", kind="forum", name_bg="Е", name_en="E", changed_at=AT)
        about = [None, made_session(edition, 1), made_session(edition, 2)]
        tokens = iter(tokens_of(edition, 40))
        before = [0, 0, 0]
        for which, stars in given_answers:
            say(next(tokens), stars, about[which])
            now = [one.count for one in queries.results(edition)]
            assert all(new == old or new - old >= 5 for new, old in zip(now, before, strict=True))
            before = now


def test_a_right_is_spent_once_and_ends(edition: Edition, session: Session) -> None:
    first, second = tokens_of(edition, 2)
    say(first, 5)
    with pytest.raises(Again):
        say(first, 1)
    say(first, 1, session)  # each thing has a right of its own
    with pytest.raises(Again):
        say("guessed", 1)
    with pytest.raises(NotNow):
        say(second, 5, at=AT + rules.FEEDBACK_LIFE)
    assert Answer.objects.count() == 2


def test_nothing_that_is_kept_leads_from_an_answer_to_a_letter(edition: Edition, session: Session) -> None:
    tokens = tokens_of(edition, 5)
    for number, token in enumerate(tokens):
        say(token, 1 + number, words=f"words {number}")
        say(token, 1 + number, session)
    held = json.loads(serializers.serialize("json", [*Answer.objects.all(), *Ballot.objects.all()]))
    text = json.dumps(held)
    assert not any(token in text or rules.hash_of(token) in text for token in tokens)
    assert not any("T" in str(value) and ":" in str(value) for one in held for value in one["fields"].values())
    assert not Ballot.objects.exists()  # spent rights are gone
    lines = AuditLine.objects.exclude(action__in=("feedback.asked", "feedback.published"))
    assert not lines.exists()  # no line has the time of one answer


def test_published_rows_lie_in_no_order_of_coming(edition: Edition, monkeypatch: Any) -> None:
    tokens = tokens_of(edition, 5)
    came: list[str] = []
    monkeypatch.setattr(services, "shuffled", lambda rows: rows.reverse())  # an order that can be told
    for number, token in enumerate(tokens):
        say(token, 1 + number)
        came += [str(one) for one in Answer.objects.values_list("pk", flat=True) if str(one) not in came]
    assert not set(came[:4]) & {str(one) for one in Answer.objects.values_list("pk", flat=True)}  # written anew


def test_words_are_for_the_team_once_five_answered_and_for_readers_once_names_are_out(
    client: Client, desk: Client, demo: Snapshot, edition: Edition
) -> None:
    tokens = tokens_of(edition, 5)
    team, public = f"/en/team/events/{edition.code}/feedback/", f"/en/events/{edition.code}/feedback/"
    for token in tokens[:4]:
        say(token, 4, words="Ivan Petrov spoke well.")
    assert "Ivan Petrov" not in desk.get(team).content.decode()
    say(tokens[4], 4)
    assert "Ivan Petrov" in desk.get(team).content.decode()
    assert "Ivan Petrov" not in client.get(public).content.decode()
    first, second, *_rest = queries.waiting_words(edition)
    path = f"{team}{first.pk}/"
    assert desk.post(path, {f"{first.pk}-public_words": "The speaker spoke well."}).status_code == 422
    said = {f"{first.pk}-public_words": "The speaker spoke well.", f"{first.pk}-has_no_names": "on"}
    assert desk.post(path, said).status_code == 302
    assert desk.post(f"{team}{second.pk}/", {"what": "drop"}).status_code == 302
    page = client.get(public).content.decode()
    assert page.count("The speaker spoke well.") == 1
    assert "Ivan Petrov" not in page
    desk.post(path, {"what": "drop"})
    assert "The speaker spoke well." not in client.get(public).content.decode()


def test_the_form_behind_the_letter_takes_what_one_likes_to_answer(
    client: Client, demo: Snapshot, edition: Edition, session: Session
) -> None:
    token, *_others = tokens_of(edition, 5)
    path = f"/en/feedback/{token}/"
    assert "Talk 1" in client.get(path).content.decode()
    assert client.post(path, {}).status_code == 422
    wrong = client.post(path, {"about-event-words": "Only words."})
    assert wrong.status_code == 422
    assert "Only words." in wrong.content.decode()
    assert client.post(path, {f"about-{session.pk}-stars": "4"}).status_code == 200
    left = client.get(path).content.decode()
    assert "Talk 1" not in left
    assert "about-event-stars" in left
    client.post(path, {"about-event-stars": "5", "about-event-words": "Good."})
    assert client.get(path).status_code == 410
    assert sorted(Answer.objects.values_list("stars", "words")) == [(4, ""), (5, "Good.")]


def test_results_say_in_words_what_bars_draw(client: Client, demo: Snapshot, edition: Edition) -> None:
    for number, token in enumerate(tokens_of(edition, 5)):
        say(token, 5 if number else 4)
    page = client.get(f"/bg/events/{edition.code}/feedback/").content.decode()
    assert 'width="80"' in page
    assert "<b>4,8</b>" in page


def test_rights_go_when_the_form_closes_and_words_a_year_later(edition: Edition) -> None:
    for token in tokens_of(edition, 6)[:5]:
        say(token, 4, words="Something.")
    services.forget_expired(at=AT + rules.FEEDBACK_LIFE)
    assert not Ballot.objects.exists()
    assert Answer.objects.exclude(words="").count() == 5
    services.forget_expired(at=AT + rules.FEEDBACK_LIFE + rules.RETENTION)
    assert Answer.objects.exclude(words="").count() == 0
    assert queries.results(edition)[0].count == 5


@pytest.mark.parametrize(
    ("after", "asked"), [(timedelta(minutes=30), False), (timedelta(hours=2), True), (timedelta(days=15), False)]
)
def test_people_are_asked_after_the_end_and_not_weeks_later(after: timedelta, asked: bool) -> None:
    assert rules.is_time_to_ask(AT, AT + after) is asked
    assert rules.is_time_to_ask(None, AT) is False


def test_those_who_were_seen_are_asked_and_all_where_nobody_was() -> None:
    assert rules.invited([1, 2, 3], [3, 2, 9]) == [2, 3]
    assert rules.invited([1, 2, 3], []) == [1, 2, 3]


def test_a_round_counts_whom_it_asked(edition: Edition) -> None:
    tokens_of(edition, 3)
    assert Round.objects.get().invited == 3
