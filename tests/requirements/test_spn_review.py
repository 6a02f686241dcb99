"""SPN-15 and SPN-16: what jurors score is theirs until the round closes; how a decision is recorded and told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Representative
from karta.portal.engines.review import queries
from karta.portal.engines.review.models import Decision, Party, Review
from portal.engines.review.conftest import APP, NOW, Going, all_reviewed, closed, going, person, room
from portal.engines.review.test_pages import path

__all__ = ["going", "person", "room"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_spn_15_scores_stay_hidden_from_other_jurors_until_the_round_closes(going: Going, keeper: Any) -> None:
    all_reviewed(going)
    pk, others = going.found.pk, ("Reasons of juror 2.", "Reasons of juror 3.")
    client = going.people[0].client
    pages = [path("mine"), path("round", pk), path("entries", pk), path("deliberation", pk, "bg"),
             *(path("entry", pk, one.entry.code) for one in going.assignments(1))]  # fmt: skip
    for one in pages:
        assert not any(words in client.get(one).content.decode() for words in others), one
    assert client.get(path("deliberation", pk, "bg")).status_code == 404
    assert keeper.get(path("results", pk, "bg")).status_code == 404  # nor does who leads the round watch
    closed(going)
    page = client.get(path("deliberation", pk, "bg")).content.decode()
    assert all(words in page for words in others)


def test_spn_15_a_conflict_of_interest_removes_the_juror_from_that_entry(going: Going) -> None:
    taken, *rest = going.assignments(1)
    client = going.people[0].client
    Party.objects.filter(identity_id=taken.entry_id, kind="organisation").update(org_id="bg-eik-175000003")
    where = path("entry", going.found.pk, taken.entry.code)
    typed = {"points-novelty": "5", "points-team": "9", "verdict": "accept", "reasons": "Mine.", "revision": "0"}
    assert client.post(where, {**typed, "what": "submit"}).status_code == 302
    Representative.objects.create(
        user=going.people[0].user, org_id="bg-eik-175000003", asked_at=NOW, proven_at=NOW, proof="steward"
    )
    assert client.get(where).status_code == 404
    assert client.post(where, {**typed, "revision": "1"}).status_code == 404
    assert Review.objects.get().kept_out_at is not None
    for one in rest:
        assert client.get(path("entry", going.found.pk, one.entry.code)).status_code == 200
    closed(going)
    assert taken.entry.code not in client.get(path("deliberation", going.found.pk, "bg")).content.decode()


def test_spn_16_a_decision_record_holds_scores_reasons_and_votes_and_only_the_result_is_public(
    going: Going, keeper: Any
) -> None:
    all_reviewed(going)
    category, first = closed(going), going.entry(1).code
    pk = going.found.pk
    for one in going.people[:2]:
        one.client.post(path("vote", pk, category.code), {"code": first, "choice": "yes"})
    keeper.post(path("decide", pk, category.code), {f"place-{first}": "1", "reasons": "The clearest step."})
    made = Decision.objects.get()
    assert made.reasons == "The clearest step."
    assert len(made.record["reviews"]) == 8
    assert {one["reasons"] for one in made.record["reviews"]} == {f"Reasons of juror {one}." for one in (1, 2, 3)}
    assert made.record["votes"] == [{"code": first, "juror": one, "vote": "yes"} for one in (1, 2)]
    assert {one["code"] for one in made.record["ranking"]} == {going.entry(one).code for one in (1, 2, 3, 4)}
    going.people[0].client.post(path("sign", pk, category.code), {"sha256": made.sha256})
    keeper.post(path("issue", pk, category.code))
    told = queries.results(going.found)
    assert (told[0].object_id, told[0].place, told[0].verdict) == ("1", 1, "accept")
    assert {name for one in told for name in one.__slots__} == {"category", "object_id", "place", "verdict"}
    assert all("Reasons" not in words for words in queries.feedback(APP, "1"))
    visitor = Client()
    for one in (path("deliberation", pk, category.code), path("results", pk, category.code), path("mine")):
        assert visitor.get(one).status_code == 302  # to the page where one signs in
