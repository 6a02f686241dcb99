"""Registration, waiting lists and check-in of Spinoff Bulgaria: SPN-02, SPN-13, SPN-14, POR-16, the link of POR-03."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.forms import Form
from django.test import Client
from django.utils import timezone

from karta.portal.rooms.events.models import Place, Scan
from karta.portal.rooms.events.registration import forms, queries, services
from karta.portal.rooms.events.registration.fields import FIELDS
from portal.events.admitted import NOW, admission, edition, own, place, registered, session, states
from portal.events.test_registration_check_in import deliver, scan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
MONEY = re.compile(r"price|amount|fee(?!d)|payment|payable|cost|currency|invoice|_eur|_bgn|цена|такса")


def test_spn_02_no_ticket_without_registration(client: Client) -> None:
    made = admission(capacity=1)
    one, waits = registered(made), registered(made)
    asked = services.Said("x", "x@example.org", "en", {})
    unconfirmed = services.register(admission_id=made.pk, said=asked, sent_key="k" * 24, at=NOW).registration
    for what in ("ticket/", "ticket.pdf"):
        assert client.get(own(one, what)).status_code == 200
        assert [client.get(own(other, what)).status_code for other in (waits, unconfirmed)] == [404, 404]
    assert [ticket.code for ticket in queries.holders(made)] == [one.code]
    assert deliver(made, "door", [scan(waits, NOW), scan(unconfirmed, NOW)]) == ["unknown", "unknown"]


def test_spn_02_there_is_no_price_in_any_model_form_or_page(client: Client, keeper: Client) -> None:
    columns = {f"{one.__name__}.{column.name}" for one in apps.get_app_config("events").get_models()
               for column in one._meta.get_fields()}  # fmt: skip
    assert len(columns) > 60
    assert [name for name in columns if MONEY.search(name.lower())] == []
    made = admission()
    kinds = (forms.RegistrationForm, forms.OwnRegistrationForm, forms.DetailsForm)
    said = [forms.AdmissionForm(), forms.DoorForm(), *(kind(made, "en") for kind in kinds)]
    names = {name for one in said if isinstance(one, Form) for name in one.fields} | set(FIELDS)
    assert [name for name in names if MONEY.search(name)] == []
    one = registered(made)
    for language in ("bg", "en"):
        for path in (f"/{language}/events/spinoff/register/", own(one, language=language)):
            page = client.get(path).content.decode()
            assert not re.search(r'name="[^"]*(?:price|amount|fee|payment)', page)
            assert "€" not in page
        assert {"bg": "безплатен", "en": "free"}[language] in client.get(
            f"/{language}/events/spinoff/register/"
        ).content.decode()
        page = keeper.get(f"/{language}/team/events/spinoff/registration/settings/").content.decode()
        assert not re.search(r'name="[^"]*(?:price|amount|fee|payment)', page)


def test_spn_02_the_api_knows_no_price_of_events(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    parts = {name: part for name, part in told["components"]["schemas"].items() if "vent" in name or "ession" in name}
    assert not MONEY.search(json.dumps(parts).lower())


def test_por_16_only_what_the_event_needs_is_asked_with_its_reason_and_who_sees_it(
    client: Client, keeper: Client
) -> None:
    edition()
    times = {"opens_at": "2026-01-01T09:00", "closes_at": "2099-01-01T09:00", "kept_days": "30", "capacity": ""}
    path = "/en/team/events/spinoff/registration/settings/"
    assert keeper.post(path, {**times, "is_diet": "on"}).status_code == 422  # no reason, no field
    reasons = {"is_diet": "on", "bg_diet": "За обяда в 13:00.", "en_diet": "For the lunch at 13:00."}
    assert keeper.post(path, {**times, **reasons}).status_code == 302
    for language, reason in (("bg", "За обяда в 13:00."), ("en", "For the lunch at 13:00.")):
        page = Client().get(f"/{language}/events/spinoff/register/").content.decode()
        shown = re.findall(r'<(?:input|select|textarea)[^>]* name="([\w-]+)"', page.partition('class="card form"')[2])
        assert [name for name in shown if name not in ("csrfmiddlewaretoken", "website", "sent_key")] == [
            "name",
            "email",
            "ask-diet",
        ]
        assert reason in page
        assert page.count({"bg": "Виждат го:", "en": "Seen by:"}[language]) == 3  # of each field


def test_por_16_answers_are_seen_by_nobody_else(keeper: Client) -> None:
    made = admission(edition("spinoff-2"))
    one = registered(made, answers={"diet": "no nuts", "access": "a ramp"})
    assert "no nuts" in keeper.get(f"/en/team/registrations/{one.pk}/").content.decode()
    assert "no nuts" in Client().get(own(one)).content.decode()
    assert "no nuts" not in keeper.get("/en/events/spinoff-2/check-in/list.json").content.decode()
    assert Client().get(f"/en/team/registrations/{one.pk}/").status_code == 302


def test_por_03_the_registration_link_leads_to_our_own_while_it_is_open(client: Client) -> None:
    made = admission(edition(registration="https://organiser.example/register"))
    link = 'href="/en/events/spinoff/register/"'
    for path in ("/en/events/", "/en/events/spinoff/"):
        page = client.get(path).content.decode()
        assert link in page
        assert 'href="https://organiser.example' not in page
    made.closes_at = timezone.now() - timedelta(minutes=1)
    made.save()
    assert "https://organiser.example/register" in client.get("/en/events/").content.decode()


def test_spn_13_a_session_closes_at_its_limit_keeps_a_list_and_offers_for_24_hours(client: Client) -> None:
    of = edition()
    made, workshop = admission(of), session(of, 2)
    people = [registered(made) for _ in range(5)]
    for one in people:
        client.post(own(one, "sessions/"), {"session": workshop.pk})
    assert states(made, workshop) == ["held", "held", "waiting", "waiting", "waiting"]
    assert "full, 3 wait" in client.get(own(registered(made))).content.decode()
    client.post(own(people[0], "sessions/"), {})
    assert states(made, workshop) == ["returned", "held", "offered", "waiting", "waiting"]
    offered = place(people[2], workshop)
    assert timedelta(hours=23, minutes=59) < offered.offered_until - timezone.now() <= timedelta(hours=24)
    after = offered.offered_until
    assert services.settle(admission_id=made.pk, at=after - timedelta(seconds=1)) == 0
    assert services.settle(admission_id=made.pk, at=after) == 2
    assert states(made, workshop) == ["returned", "held", "lapsed", "offered", "waiting"]
    client.post(own(people[4], f"places/{place(people[4], workshop).pk}/leave/"))
    client.post(own(people[3], f"places/{place(people[3], workshop).pk}/accept/"))
    assert states(made, workshop) == ["returned", "held", "lapsed", "held", "returned"]
    assert Place.objects.filter(session=workshop, state__in=Place.TAKES).count() == workshop.capacity


def test_spn_14_devices_without_a_network_for_two_hours_join_up_and_count_each_ticket_once() -> None:
    """Three devices, one with its clock an hour ahead, each scan all tickets offline, two of them twice."""
    made = admission()
    people = [registered(made) for _ in range(20)]
    left = NOW - timedelta(hours=3)
    devices = {"East": timedelta(0), "West": timedelta(hours=1), "South": timedelta(minutes=-7)}
    sent = {}
    for number, (device, wrong) in enumerate(devices.items()):
        scans = []
        for position, one in enumerate(people):
            since = timedelta(minutes=6 * position + number)  # East first, everywhere
            clock = {"contact": int(left.timestamp() * 1000), "elapsed": int(since.total_seconds() * 1000),
                     "offset": int(-wrong.total_seconds() * 1000)}  # fmt: skip
            scans.append(scan(one, left + since + wrong, **clock))
        sent[device] = scans
    results = {device: deliver(made, device, sent[device]) for device in ("South", "West", "East", "West")}
    assert queries.attended(made).count() == len(people)
    assert Scan.objects.count() == 3 * len(people)
    assert results["East"] == ["first"] * 20
    assert results["West"] == ["double"] * 20
    first = Scan.objects.filter(ticket=people[5].ticket).order_by("scanned_at").first()
    assert (first.device, first.scanned_at) == ("East", left + timedelta(minutes=30))


def test_spn_13_every_door_of_the_pages_is_the_team_s(client: Client, django_user_model: Any) -> None:
    registered(admission())
    client.force_login(django_user_model.objects.create_user("guest"))
    for path in ("", "settings/", "registrations.csv", "registrations.xlsx"):
        assert client.get(f"/en/team/events/spinoff/registration/{path}").status_code == 403
