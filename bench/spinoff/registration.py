"""A rush on registration, over HTTP and SMTP to a running `karta serve`: 2,000 people for 300 seats.

Everybody opens the form, sends it twice, waits for the letter and presses the button behind its link. Then the database
and the mail server are asked what became of it.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.measure import Figure
from bench.served import demo_data, served

PEOPLE, SEATS, MOST_SECONDS = 2000, 300, 300
TRIED_PEOPLE, TRIED_SEATS = 100, 20
CLIENTS = 8
PATIENCE = 300.0  # seconds until the last letter has come
TOKEN = "x" * 32  # of the form and of its cookie: what Django compares
FORM = "/en/events/bench/register/"

FILL = """
import sys
from datetime import timedelta
from django.utils import timezone
from karta.portal.directory.models import Edition
from karta.portal.rooms.events.models import Admission
now = timezone.now()
start = now + timedelta(days=30)
edition = Edition.objects.create(
    code="bench", kind="conference", name_bg="Мярка", name_en="Bench", starts_on=start.date(), ends_on=start.date(),
    starts_at=start, ends_at=start + timedelta(hours=8), date_precision="part_of_day", is_fully_dated=True,
    changed_at=now,
)
Admission.objects.create(
    edition=edition, opens_at=now, closes_at=start, capacity=int(sys.argv[1]) or None, changed_at=now
)
"""
ASK = """
import json
from karta.portal.rooms.events.models import Place, Registration
order = list(Place.objects.filter(session=None).order_by("pk").values_list("state", "registration__confirmed_at"))
states = [state for state, _at in order]
moments = [at for _state, at in order]
print(json.dumps({
    "registrations": Registration.objects.count(), "held": states.count("held"), "waiting": states.count("waiting"),
    "is_in_order": states == sorted(states) and moments == sorted(moments),
}))
"""


@contextmanager
def portal(seats: int) -> Iterator[tuple[Any, Any]]:
    """A served portal whose edition `bench` takes registrations, and the mail server that it writes to."""
    from portal.mailbox import serving_mailbox

    with demo_data() as data, serving_mailbox() as mailbox:
        # Each visitor comes from an address of their own, as behind a proxy: one address may register 60 people only.
        env = {"KARTA_PROXIES": "127.0.0.1", "KARTA_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
        with served(data, **env) as made:
            made.run_code(FILL, str(seats))
            yield made, mailbox


def ask(host: str, method: str, path: str, number: int, said: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and body of one request of visitor `number`, over a connection of its own."""
    connection = http.client.HTTPConnection(host, timeout=60)
    headers = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
               "Cookie": f"csrftoken={TOKEN}", "Origin": f"http://{host}"}  # fmt: skip
    body = None
    if said is not None:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **said})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def register(host: str, number: int) -> None:
    """Open the form and send it twice. Errors: RuntimeError where it is refused."""
    _status, page = ask(host, "GET", FORM, number)
    key = re.search(r'name="sent_key" value="([^"]+)"', page)
    said = {"name": f"Person {number}", "email": f"p{number}@example.org", "website": "",
            "sent_key": key[1] if key else ""}  # fmt: skip
    for _ in range(2):
        status, text = ask(host, "POST", FORM, number, said)
        if status != 302:
            raise RuntimeError(f"{number}: {status} {text[:300]}")


def letters(mailbox: Any, count: int) -> list[tuple[str, str]]:
    """(to, text) of all letters that came, once there are so many and a while longer. Errors: TimeoutError."""
    from portal.mailbox import text_of

    deadline = time.monotonic() + PATIENCE
    while len(mailbox.letters) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(mailbox.letters)} letters of {count} came")
        time.sleep(0.2)
    time.sleep(5)
    return [(str(one["To"]), text_of(one)) for one in mailbox.letters]


def confirm(host: str, letter: tuple[str, str]) -> None:
    """Press the button behind the link of a letter."""
    link = re.search(r"^http\S+/registrations/confirm/\S+", letter[1], re.MULTILINE)
    number = int(letter[0].partition("@")[0][1:])
    status, text = ask(host, "POST", urlsplit(link[0]).path if link else "/", number, {})
    if status != 302:
        raise RuntimeError(f"{letter[0]}: {status} {text[:300]}")


def figures(is_tried: bool) -> list[Figure]:
    """What became of everybody, and how long it took."""
    people, seats = (TRIED_PEOPLE, TRIED_SEATS) if is_tried else (PEOPLE, SEATS)
    with portal(seats) as (made, mailbox), ThreadPoolExecutor(CLIENTS) as clients:
        host, begun = made.url.removeprefix("http://"), time.monotonic()
        list(clients.map(lambda number: register(host, number), range(people)))
        sent = time.monotonic() - begun
        print(f"▸ forms: {sent:.0f} s", flush=True)
        first = letters(mailbox, people)
        list(clients.map(lambda letter: confirm(host, letter), first))
        took = time.monotonic() - begun
        print(f"▸ confirmed: {took:.0f} s", flush=True)
        every = letters(mailbox, 2 * people)
        told = json.loads(made.run_code(ASK).splitlines()[-1])
    doubles = sum(count > 2 for count in Counter(to for to, _text in every).values())
    return [
        Figure(f"forms of {people} people, each sent twice", sent, "s", MOST_SECONDS),
        Figure("until all have confirmed", took, "s", MOST_SECONDS),
        Figure("registrations", told["registrations"], "", people, None),
        Figure(f"confirmed for {seats} seats, too many", max(0, told["held"] - seats), "", 0),
        Figure(f"confirmed for {seats} seats", told["held"], "", at_least=min(seats, people)),
        Figure("on the waiting list", told["waiting"], "", at_least=max(0, people - seats)),
        Figure("places out of order", int(not told["is_in_order"]), "", 0),
        Figure("people who got a letter twice", doubles + abs(len(every) - 2 * people), "", 0),
    ]
