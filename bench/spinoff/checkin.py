"""Three devices at three doors, each reading every ticket: first without a network, then with one, over HTTP.

What a device itself needs for a scan is its page's: tests/journeys/test_registration.py drives it.
"""

from __future__ import annotations

import http.client
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.measure import Figure
from bench.spinoff.registration import TOKEN, ask, portal

TICKETS, TRIED_TICKETS, AT_ONCE = 900, 90, 200
LEAST = 10.0  # check-ins a second
DEVICES = ("East", "West", "South")
PAGE = "/en/events/bench/check-in/"

FILL = """
import json, sys
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from karta.portal.platform.forms import sent_key
from karta.portal.rooms.events.models import Admission
from karta.portal.rooms.events.registration import services
now, made = timezone.now(), Admission.objects.get()
steward = get_user_model().objects.create_user("bench-steward")
steward.groups.add(Group.objects.get_or_create(name="steward")[0])
tickets = []
for number in range(int(sys.argv[1])):
    said = services.Said(f"Person {number}", f"p{number}@example.org", "en", {}, "http://127.0.0.1")
    one = services.register(admission_id=made.pk, said=said, sent_key=sent_key(), at=now).registration
    services.confirm(registration_id=one.pk, at=now)
    tickets.append(one.ticket)
secrets = [services.open_door(admission_id=made.pk, name=name, ends_at=now + timedelta(hours=9), by=steward, at=now)[1]
           for name in ("East", "West", "South")]
print(json.dumps({"tickets": tickets, "secrets": secrets}))
"""
ASK = """
import json
from karta.portal.rooms.events.models import Admission, Scan
from karta.portal.rooms.events.registration import queries
print(json.dumps({"came": queries.attended(Admission.objects.get()).count(), "scans": Scan.objects.count()}))
"""


class Device:
    """A browser that opened a link of the day."""

    def __init__(self, host: str, name: str, secret: str) -> None:
        self.name, self.host = name, host
        connection = http.client.HTTPConnection(host, timeout=60)
        headers = {"Cookie": f"csrftoken={TOKEN}", "Origin": f"http://{host}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        connection.request("POST", f"/en/check-in/{secret}/", f"csrfmiddlewaretoken={TOKEN}", headers)
        answer = connection.getresponse()
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or []
        self.session = next(one.split(";")[0] for one in cookies if one.startswith("sessionid="))
        connection.close()

    def scan(self, ticket: str) -> dict[str, Any]:
        """One scan now."""
        return {"id": str(uuid.uuid4()), "t": ticket, "s": 0, "at": time.time() * 1000, "contact": None,
                "elapsed": None, "offset": 0}  # fmt: skip

    def deliver(self, scans: list[dict[str, Any]]) -> list[str]:
        """What became of each. Errors: RuntimeError where they are refused."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": f"csrftoken={TOKEN}; {self.session}", "Origin": f"http://{self.host}",
                   "X-CSRFToken": TOKEN, "Content-Type": "application/json"}  # fmt: skip
        body = json.dumps({"device": self.name, "sent_at": time.time() * 1000, "scans": scans})
        connection.request("POST", f"{PAGE}scans.json", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{self.name}: {answer.status} {text[:300]}")
        return [one["result"] for one in json.loads(text)["results"]]


def join_up(device: Device, tickets: list[str]) -> list[str]:
    """Scan all tickets without a network, then deliver them, as the page does: so many at once."""
    scans = [device.scan(one) for one in tickets]
    return [told for at in range(0, len(scans), AT_ONCE) for told in device.deliver(scans[at : at + AT_ONCE])]


def figures(is_tried: bool) -> list[Figure]:
    """How many scans a second, and whether each ticket counts once."""
    count = TRIED_TICKETS if is_tried else TICKETS
    with portal(0) as (served, _mailbox), ThreadPoolExecutor(len(DEVICES)) as doors:
        host = served.url.removeprefix("http://")
        told = json.loads(served.run_code(FILL, str(count)).splitlines()[-1])
        assert ask(host, "GET", PAGE, 1)[0] == 403
        half = count // 2
        offline, online = told["tickets"][:half], told["tickets"][half:]
        devices = [Device(host, *one) for one in zip(DEVICES, told["secrets"], strict=True)]
        begun = time.monotonic()
        joined = [one for found in doors.map(lambda device: join_up(device, offline), devices) for one in found]
        off = time.monotonic() - begun
        begun = time.monotonic()

        def at_once(device: Device) -> list[str]:
            return [device.deliver([device.scan(one)])[0] for one in online]

        said = [one for found in doors.map(at_once, devices) for one in found]
        on = time.monotonic() - begun
        kept = json.loads(served.run_code(ASK).splitlines()[-1])
    return [
        Figure("check-ins joined up after the network was down", len(joined) / off, "a second", at_least=LEAST),
        Figure("check-ins with a network, one at a time a device", len(said) / on, "a second", at_least=LEAST),
        Figure("tickets that came", kept["came"], "", at_least=count),
        Figure("tickets counted twice", kept["came"] - count, "", 0),
        Figure(
            f"of {len(online):,} tickets, each at {len(DEVICES)} devices in the same instant, told as the first twice",
            abs(said.count("first") - len(online)),
            "",
        ),
        Figure("scans lost", 3 * count - kept["scans"], "", 0),
    ]
