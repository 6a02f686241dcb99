"""The desk, proposals and an organisation's own part: who may, on what evidence, undoing, the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client

from karta.portal.directory.models import Claim, Representative
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.spinoffs import queries, rules, services
from karta.portal.rooms.spinoffs.errors import AlreadyThere, Lacking, NotNow
from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.models import Decision, Proposal, SpinOff
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox
from portal.spinoffs.making import AT, PROOF, founding, funding, origin

pytestmark = pytest.mark.django_db
Enter = Callable[..., SpinOff]
SOPHARMA = "bg-eik-831902088"
SAID = {
    "name": "Нанолаб", "site": "https://nanolab.example", "origin_kind": "university", "origin": "ХТМУ",
    "founded": "03/2022",
    "address": "https://uctm.example.edu/spin", "words": "Патент.", "email": "ceo@example.org",
}  # fmt: skip


@pytest.fixture
def desk(client: Client, curator: Any) -> Client:
    client.force_login(curator)
    return client


def test_what_lacks_origin_date_or_an_open_source_cannot_be_verified(enter: Enter, curator: Any) -> None:
    for told, lacking in (
        ((founding(),), ("origin", "source")),
        ((origin(),), ("date", "source")),
        ((origin(kind="ministry"), founding()), ("origin",)),
        ((origin(address="", title="hearsay"), founding()), ("source",)),
    ):
        made = enter("Alpha", *told)
        with pytest.raises(Lacking) as refused:
            services.decide(code=made.code, what=Decision.What.VERIFIED, evidence="x", by=curator, at=AT)
        assert refused.value.what == lacking
        assert not made.decisions.exists()


def test_each_decision_has_evidence_who_when_and_a_line_in_the_log(enter: Enter, curator: Any) -> None:
    made = enter(verified=True)
    with pytest.raises(ValueError, match="rests on"):
        services.decide(code=made.code, what=Decision.What.DECLINED, evidence=" ", by=curator, at=AT)
    with pytest.raises(NotNow):
        services.decide(code=made.code, what=Decision.What.VERIFIED, evidence="x", by=curator, at=AT)
    (decision,) = made.decisions.all()
    assert (decision.by, decision.at, decision.evidence) == (curator, AT, "Read both.")
    assert queries.log(made)[0].action == "spin_off.verified"
    assert AuditLine.objects.filter(by=curator, action="spin_off.fact_recorded").count() == 2


def test_undoing_brings_back_what_stood_before(enter: Enter, curator: Any) -> None:
    made = enter(verified=True)
    later = AT + timedelta(hours=1)
    services.decide(code=made.code, what=Decision.What.WITHDRAWN, evidence="gone", by=curator, at=later)
    made.refresh_from_db()
    assert made.state == "checked"
    before = services.undo(code=made.code, by=curator, at=later)
    made.refresh_from_db()
    assert (made.state, before and before.what) == ("verified", "verified")
    assert services.undo(code=made.code, by=curator, at=later) is None
    made.refresh_from_db()
    assert made.state == "checked"
    with pytest.raises(NotNow):
        services.undo(code=made.code, by=curator, at=later)
    assert {one.undone_by for one in made.decisions.all()} == {curator}


def test_undoing_never_verifies_what_has_lost_its_source(enter: Enter, curator: Any) -> None:
    made = enter(verified=True)
    services.decide(code=made.code, what=Decision.What.DECLINED, evidence="no", by=curator, at=AT)
    claim = Claim.objects.get(subject_code=made.code, property="origin")
    services.take_back(code=made.code, claim_id=claim.claim_id, is_back=True, by=curator, at=AT)
    with pytest.raises(Lacking):
        services.undo(code=made.code, by=curator, at=AT)
    services.take_back(code=made.code, claim_id=claim.claim_id, is_back=False, by=curator, at=AT)
    services.undo(code=made.code, by=curator, at=AT)
    made.refresh_from_db()
    assert made.state == "verified"


def test_one_organisation_is_in_the_list_once_and_one_fact_is_one(enter: Enter, curator: Any) -> None:
    made = enter("Alpha", org_id=SOPHARMA)
    with pytest.raises(AlreadyThere) as refused:
        enter("Alpha again", org_id=SOPHARMA)
    assert refused.value.code == made.code
    assert enter("Alpha").code == "alpha-2"
    for _ in range(2):
        services.record(code=made.code, fact=funding(1000, 2022), by=curator, at=AT)
    assert Claim.objects.filter(subject_code=made.code, property="funding").count() == 1


def test_the_desk_walks_a_proposal_to_the_counter_and_back(
    desk: Client, loaded: Snapshot, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    form = {**SAID, "sent_key": "k" * 24}
    visitor = Client()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert visitor.post("/bg/spinoffs/propose/", form).status_code == 302
    (proposal,) = Proposal.objects.all()
    assert "Нанолаб" in mailbox.next("ceo@example.org")
    assert "Нанолаб" in desk.get("/en/team/spinoffs/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        taken = desk.post(f"/en/team/spinoffs/proposals/{proposal.pk}/", {"what": "take"})
    assert taken["Location"] == "/en/team/spinoffs/companies/nanolab/"
    assert "stands in the list" in mailbox.next("ceo@example.org")
    decide = "/en/team/spinoffs/companies/nanolab/decide/"
    assert desk.post(decide, {"what": "verified", "evidence": ""}).status_code == 422
    desk.post(decide, {"what": "verified", "evidence": "The university’s own page."})
    goal = queries.goal(loaded)
    assert goal is not None
    assert goal.verified == 1
    assert "The university’s own page." in visitor.get("/en/spinoffs/").content.decode()
    desk.post("/en/team/spinoffs/companies/nanolab/undo/")
    goal = queries.goal(loaded)
    assert goal is not None
    assert goal.verified == 0
    again = desk.post(f"/en/team/spinoffs/proposals/{proposal.pk}/", {"what": "take"})
    assert again["Location"] == f"/en/team/spinoffs/proposals/{proposal.pk}/"
    assert SpinOff.objects.count() == 1


def test_a_declined_proposal_is_answered_with_the_reason_and_forgotten_in_time(
    desk: Client, loaded: Snapshot, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    said = {name: value for name, value in SAID.items() if name != "site"}
    made, _is_new = services.propose(sent_key="k" * 24, language="bg", at=AT, **said)
    address = f"/bg/team/spinoffs/proposals/{made.pk}/"
    assert desk.post(address, {"what": "decline", "answer": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address, {"what": "decline", "answer": "Източникът не казва година."})
    assert "Източникът не казва година." in mailbox.next("ceo@example.org")
    made.refresh_from_db()
    assert services.forget_expired(at=made.decided_at + rules.RETENTION - timedelta(days=1)) == 0
    assert services.forget_expired(at=made.decided_at + rules.RETENTION) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("founded", "лани"), ("founded", "2999"), ("address", "javascript:alert(1)"), ("name", "a\nb"), ("email", "x"),
     ("words", "ЕГН 7501010010"), ("origin_kind", "ministry")],
)  # fmt: skip
def test_a_bad_proposal_is_refused_where_it_is_wrong_and_keeps_what_was_typed(
    client: Client, loaded: Snapshot, field: str, value: str
) -> None:
    answer = client.post("/en/spinoffs/propose/", {**SAID, "sent_key": "k" * 24, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "https://uctm.example.edu/spin" in answer.content.decode() or field == "address"
    assert not Proposal.objects.exists()


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, loaded: Snapshot) -> None:
    answer = client.post("/en/spinoffs/propose/", {**SAID, "website": "https://spam.example", "sent_key": "k" * 24})
    assert answer["Location"] == "/en/spinoffs/proposed/"
    assert not Proposal.objects.exists()


def test_a_candidate_is_taken_up_with_what_is_known(desk: Client, loaded: Snapshot) -> None:
    winner = next(one for one in queries.entries(loaded) if one.awards and not one.code)
    page = desk.get("/en/team/spinoffs/new/", {"of": winner.key})
    initial = page.context["form"].initial
    assert initial["name_en"] == (winner.name["en"] or winner.name["bg"])
    answer = desk.post(f"/en/team/spinoffs/new/?of={winner.key}", initial)
    assert answer.status_code == 302
    (entry,) = [one for one in queries.entries(loaded) if one.code]
    assert entry.awards == winner.awards
    assert desk.get("/en/team/spinoffs/new/", {"of": winner.key}).status_code == 404
    wrong = desk.post("/en/team/spinoffs/new/", {"name_bg": "А", "name_en": "A", "org_id": "bg-eik-000000000"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["org_id"])


def test_facts_are_recorded_with_their_source_taken_back_and_restored(
    desk: Client, loaded: Snapshot, enter: Enter
) -> None:
    made = enter()
    url = f"/en/spinoffs/companies/{made.code}/facts/funding/"
    assert desk.post(url, {"kind": "grant", "amount": "0", "currency": "EUR", "year": "2999"}).status_code == 422
    said = {"kind": "grant", "amount": "150000", "currency": "EUR", "year": "2022", **PROOF}
    assert desk.post(url, said)["Location"] == f"/en/team/spinoffs/companies/{made.code}/"
    claim = Claim.objects.get(subject_code=made.code, property="funding")
    back = f"/en/spinoffs/companies/{made.code}/claims/{claim.claim_id}/"
    desk.post(back, {"what": "withdraw"})
    assert not Claim.objects.public().filter(pk=claim.pk).exists()
    desk.post(back, {"what": "restore"})
    assert Claim.objects.public().filter(pk=claim.pk).exists()
    assert desk.post(f"/en/spinoffs/companies/{made.code}/claims/{'0' * 16}/").status_code == 404
    assert desk.get(f"/en/spinoffs/companies/{made.code}/facts/money/").status_code == 404


def test_an_organisation_tells_its_own_stage_and_funding_and_nothing_else(
    client: Client, loaded: Snapshot, enter: Enter
) -> None:
    made, other = enter("Alpha", org_id=SOPHARMA), enter("Beta")
    own = get_user_model().objects.create_user("own", password="correct horse battery")
    Representative.objects.create(user=own, org_id=SOPHARMA, proof="email", asked_at=AT, proven_at=AT)
    client.force_login(own)
    base = f"/en/spinoffs/companies/{made.code}"
    assert client.get(f"{base}/years/").status_code == 200
    said = {"stage": "pilot", "year": "2024", **PROOF}
    assert client.post(f"{base}/facts/stage/", said)["Location"] == f"{base}/years/"
    assert client.get(f"{base}/facts/origin/").status_code == 403
    assert client.get(f"/en/spinoffs/companies/{other.code}/years/").status_code == 403
    assert client.post(f"/en/team/spinoffs/companies/{made.code}/decide/", {"what": "verified"}).status_code == 403
    founded = Claim.objects.get(subject_code=made.code, property="founding")
    assert client.post(f"{base}/claims/{founded.claim_id}/").status_code == 403
    assert "Your stage and funding" in client.get(f"{base}/").content.decode()


def test_services_refuse_who_is_not_of_the_team(enter: Enter, visitor_account: Any) -> None:
    made, told = enter(), Fact("stage", {"value": "pilot"}, **PROOF)
    for refused in (
        lambda: services.enter(name={"bg": "A", "en": "A"}, by=visitor_account, at=AT),
        lambda: services.decide(code=made.code, what=Decision.What.VERIFIED, evidence="x", by=visitor_account, at=AT),
        lambda: services.undo(code=made.code, by=visitor_account, at=AT),
        lambda: services.record(code=made.code, fact=told, by=visitor_account, at=AT),
        lambda: services.take_up(proposal_id=1, by=visitor_account, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            refused()
