"""Entries go to the jury without names, applicants learn what was decided, winners become claims with a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Change, Claim
from karta.portal.engines.review.models import Decision
from karta.portal.engines.review.models import Entry as Reviewed
from karta.portal.engines.review.models.identities import Party
from karta.portal.engines.review.queries import results_of
from karta.portal.platform.models import Letter
from karta.portal.rooms.awards import rules
from karta.portal.rooms.awards.entries import services as entries
from karta.portal.rooms.awards.entries.stored import delete
from karta.portal.rooms.awards.errors import NotNow
from karta.portal.rooms.awards.jury import services as jury
from karta.portal.rooms.awards.jury.source import decided, document
from karta.portal.rooms.awards.models import Award, Entry
from portal.awards.conftest import AT, CLOSES, SECOND, Person, begun, draft

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]
HANDED = CLOSES + rules.ON_ITS_WAY + SECOND


def submitted(award: Award, who: Person, **change: Any) -> Entry:
    entry = begun(award, who, **change)
    entries.submit(entry_id=entry.pk, draft=draft(award, **change), by=who.user, at=AT)
    entry.refresh_from_db()
    return entry


def decide(award: Award, *places: tuple[Entry, int | None]) -> Decision:
    """An issued decision of the Bulgarian category, as the engine keeps it."""
    award.refresh_from_db()
    assert award.round is not None
    outcome = [
        {"object_id": str(entry.pk), "place": place, "verdict": "accept" if place else "reject"}
        for entry, place in places
    ]
    return Decision.objects.create(
        category=award.round.categories.get(code="best_bulgarian"), state="issued", outcome=outcome,
        reasons="As voted.", sha256="0" * 64, issued_at=HANDED, made_at=HANDED,
    )  # fmt: skip


def test_the_jury_gets_answers_and_the_copy_without_names_and_nothing_that_names(
    award: Award, person: People, steward: Any
) -> None:
    irina, boris, vera = person("irina"), person("boris"), person("vera")
    first = submitted(award, irina)
    second = submitted(award, boris, name="Other Lab", category="best_european", org_id="bg-eik-831902088")
    gone = submitted(award, vera, name="Gone")
    entries.withdraw(entry_id=gone.pk, by=vera.user, at=AT)
    begun(award, vera, name="Never submitted")
    with pytest.raises(NotNow):
        jury.hand_over(award_id=award.pk, by=steward, at=CLOSES + SECOND)  # somebody may still be on their way
    made = jury.hand_over(award_id=award.pk, by=steward, at=HANDED)
    assert [one.code for one in made.categories.all()] == ["best_bulgarian", "best_european"]
    assert [one.code for one in made.criteria.all()] == ["origin", "need", "progress", "plan"]
    held = {one.object_id: one for one in Reviewed.objects.filter(round=made)}
    assert set(held) == {str(first.pk), str(second.pk)}
    one = held[str(first.pk)]
    assert (one.title, len(one.parts)) == ("№ 1", award.questions.filter(category="").count())
    told = str([one.title, one.parts, one.documents])
    assert not any(word in told for word in ("Zelen", "Lazer", "irina"))
    assert (len(held[str(second.pk)].parts), held[str(second.pk)].category.code) == (6, "best_european")
    parties = set(Party.objects.filter(identity__entry=held[str(second.pk)]).values_list("kind", "user", "org_id"))
    assert parties == {("author", boris.user.pk, ""), ("organisation", None, "bg-eik-831902088")}

    opened = document(str(first.pk), one.documents[0]["key"])
    with opened.file as file:
        assert file.read(5) == b"%PDF-"
    deck = first.submissions.get().deck
    for object_id, key in ((str(first.pk), str(deck.pk)), (str(second.pk), one.documents[0]["key"]), ("x", "y")):
        with pytest.raises(KeyError):
            document(object_id, key)
    with pytest.raises(NotNow):
        jury.hand_over(award_id=award.pk, by=steward, at=HANDED)


def test_an_entry_that_is_erased_leaves_the_round_and_no_other_does(award: Award, person: People, steward: Any) -> None:
    first, second = submitted(award, person("irina")), submitted(award, person("boris"), name="Other Lab")
    made = jury.hand_over(award_id=award.pk, by=steward, at=HANDED)
    for one in (first, second):
        one.refresh_from_db()
    first_key, second_key = str(first.pk), str(second.pk)
    delete(first)
    held = {one.object_id: one.withdrawn_at for one in Reviewed.objects.filter(round=made)}
    assert held[first_key] is not None
    assert held[second_key] is None
    decide(award, (second, 1))
    delete(second)  # what is decided stays so
    assert Reviewed.objects.get(round=made, object_id=second_key).withdrawn_at is None


@pytest.mark.usefixtures("demo")
def test_an_applicant_learns_what_was_decided_and_visitors_the_winners_alone(
    award: Award, person: People, steward: Any, client: Client, keeper: Client
) -> None:
    irina, boris = person("irina"), person("boris")
    won = submitted(award, irina, org_id="bg-eik-831902088", name="Sopharma spin-off")
    lost = submitted(award, boris, name="Second Lab")
    made = jury.hand_over(award_id=award.pk, by=steward, at=HANDED)
    own = {one: f"/en/awards/entries/{one.pk}/" for one in (won, lost)}
    assert "What the jury decided" not in irina.client.get(own[won]).content.decode()
    with pytest.raises(NotNow):
        jury.publish(award_id=award.pk, by=steward, at=HANDED)

    decision = decide(award, (won, 1), (lost, None))
    decided(made, results_of(decision))
    assert set(Letter.objects.values_list("to", flat=True)) >= {"irina@example.org", "boris@example.org"}
    assert not Letter.objects.filter(subject__contains="decided", text__contains="winner").exists()
    assert "winner, place 1" in irina.client.get(own[won]).content.decode()
    assert "not among the winners" in boris.client.get(own[lost]).content.decode()

    page = Client().get("/en/awards/best-spinoff-2026/").content.decode()
    assert "Sopharma spin-off" not in page
    answer = keeper.post("/en/team/awards/best-spinoff-2026/publish/")
    assert answer.status_code == 302
    claim = Claim.objects.get(subject_code="best-spinoff-2026", property="winner")
    assert (claim.as_published, claim.basis, claim.source.code) == (
        "Sopharma spin-off", "best_bulgarian", "jury-best-spinoff-2026",
    )  # fmt: skip
    assert Change.objects.filter(claim=claim, by=steward).count() == 1
    page = Client().get("/en/awards/best-spinoff-2026/").content.decode()
    assert "Decision of the jury" in page
    assert "Second Lab" not in page
    assert "bg-eik-831902088" in page  # the name leads to the organisation on the map
    keeper.post("/en/team/awards/best-spinoff-2026/publish/")
    assert Claim.objects.filter(subject_code="best-spinoff-2026").count() == 1


def test_two_who_win_one_place_and_an_erased_entry_are_published_as_they_are(
    award: Award, person: People, steward: Any
) -> None:
    first, second, third = (submitted(award, person(name), name=name.title()) for name in ("ana", "boris", "vera"))
    jury.hand_over(award_id=award.pk, by=steward, at=HANDED)
    decide(award, (second, 1), (first, 1), (third, 2))
    delete(third)
    claims = jury.publish(award_id=award.pk, by=steward, at=HANDED + timedelta(days=1))
    assert [one.as_written for one in claims[0].mentions.all()] == ["Ana", "Boris"]  # of one place: by number
