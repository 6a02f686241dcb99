"""What reviewing holds about a person is told to them, and goes with the account."""

from __future__ import annotations

import pytest

from karta.portal.engines.review.holdings import JURY, PARTIES
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Conflict, Party, Review
from karta.portal.engines.review.scoring import services as scoring
from karta.portal.platform.queries import subject_of
from portal.engines.review.conftest import NOW, Going, said

pytestmark = pytest.mark.django_db


def test_a_juror_gets_and_erases_what_is_theirs_and_what_was_submitted_stays_under_a_number(going: Going) -> None:
    user, other = going.people[0].user, subject_of(going.people[1].user)
    first, second, *_rest = going.assignments(1)
    write = {"round_id": going.found.pk, "revision": 0, "by": user, "at": NOW}
    scoring.submit(code=first.entry.code, said=said(reasons="Mine."), **write)
    scoring.save(code=second.entry.code, said=said(reasons="A draft of mine."), **write)
    jury.declare(round_id=going.found.pk, code=going.assignments(2)[0].entry.code, words="My sister.", by=user, at=NOW)
    told = JURY.export(subject_of(user))
    assert [one["email"] for one in told] == [user.email]
    assert told[0]["declared"][0]["words"] == "My sister."
    assert "My sister." not in str(JURY.export(other))
    assert JURY.erase(subject_of(user), NOW) == 1
    going.jurors[0].refresh_from_db()
    seat = going.jurors[0]
    assert (seat.user, seat.email, seat.name, seat.terms, seat.state) == (None, "", "", [], "ended")
    assert not Conflict.objects.exclude(words="").exists()
    assert set(Review.objects.values_list("state", flat=True)) <= {"submitted"}
    assert JURY.export(subject_of(user)) == []


def test_an_author_is_told_and_forgotten(going: Going) -> None:
    user = going.people[2].user
    Party.objects.filter(identity_id=going.entry(1).pk, kind="author").update(user=user)
    assert [one["name"] for one in PARTIES.export(subject_of(user))] == ["Secret Author 1"]
    assert PARTIES.erase(subject_of(user), NOW) == 1
    assert not Party.objects.filter(name="Secret Author 1").exists()
