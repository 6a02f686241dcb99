"""Proposing a correction is open to all; deciding it is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from karta.portal.directory import services
from karta.portal.directory.models import Correction
from karta.portal.platform.models import AuditLine
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
PATH = "/bg/corrections/new/bg-eik-831902088/"
SAID = {
    "property": "revenue",
    "year": "2021",
    "proposed_value": "1 603 310",
    "unit": "thousand BGN",
    "source_url": "https://example.org/report",
    "reason": "Отчет, страница 4",
    "contact": "",
}


def test_a_visitor_proposes_and_is_told_what_happens_next(client: Client, demo: Snapshot) -> None:
    answer = client.post(PATH, SAID, follow=True)
    assert answer.redirect_chain == [("/bg/organisations/bg-eik-831902088/", 302)]
    assert "Стопанин на данните ще провери предложението" in answer.content.decode()
    made = Correction.objects.get()
    assert (made.state, made.property, made.measure, made.year) == ("open", "revenue", "revenue", 2021)
    assert (made.snapshot, made.language, made.decided_by) == (demo.name, "bg", None)
    assert AuditLine.objects.get().action == "correction.proposed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": ""}, "year"),
        ({"unit": ""}, "unit"),
        ({"proposed_value": "много"}, "proposed_value"),
        ({"reason": ""}, "reason"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"property": "colour"}, "property"),
        ({"reason": "според лице 6101057509"}, "reason"),
    ],
)
@pytest.mark.usefixtures("demo")
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_is_kept(
    client: Client, change: dict[str, str], field: str
) -> None:
    answer = client.post(PATH, SAID | change)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.usefixtures("demo")
def test_an_attribute_needs_neither_year_nor_unit(client: Client) -> None:
    said = {"property": "website", "proposed_value": "https://sopharma.bg", "reason": "Нов адрес"}
    assert client.post(PATH, said).status_code == 302
    assert (Correction.objects.get().measure, Correction.objects.get().unit) == ("", "")


@pytest.mark.usefixtures("demo")
def test_the_form_is_filled_in_from_a_proof(client: Client) -> None:
    html = client.get(PATH, {"property": "revenue", "year": "2021", "claim_id": "0123456789abcdef"}).content.decode()
    assert '<option value="revenue" selected>' in html
    assert 'value="2021"' in html
    assert 'value="0123456789abcdef"' in html


@pytest.mark.usefixtures("demo")
def test_one_address_cannot_flood_the_queue(client: Client) -> None:
    said = [SAID | {"reason": f"Отчет, страница {number}"} for number in range(11)]
    codes = [client.post(PATH, one).status_code for one in said]
    assert codes == [302] * 10 + [429]
    assert Correction.objects.count() == 10


@pytest.mark.usefixtures("demo")
def test_an_unknown_organisation_is_a_404(client: Client) -> None:
    assert client.get("/en/corrections/new/bg-eik-1/").status_code == 404


def proposed() -> Correction:
    said = {"property": "website", "proposed_value": "x.bg", "reason": "new"}
    return services.propose(org_id="o", snapshot="s", language="en", by=None, at=timezone.now(), **said)


def test_a_steward_decides_once(steward: Any, visitor_account: Any) -> None:
    made = proposed()
    decision = {"correction_id": made.pk, "state": Correction.State.ACCEPTED, "reason": "checked", "at": timezone.now()}
    with pytest.raises(PermissionDenied):
        services.decide(by=visitor_account, **decision)
    assert Correction.objects.get().state == "open"
    assert services.decide(by=steward, **decision).decided_by == steward
    with pytest.raises(services.AlreadyDecided):
        services.decide(by=steward, **decision)
    assert [line.action for line in AuditLine.objects.order_by("pk")] == ["correction.proposed", "correction.accepted"]
