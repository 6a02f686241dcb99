"""Submissions of the last minute before a deadline, over HTTP to a running `karta serve`: 1,000 in time, 200 late.

Every applicant has a draft with both PDFs and sends the form once, over a connection of their own; more of them as the
deadline comes nearer. Then the database is asked what was kept.
"""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.measure import Figure, percentile
from bench.served import demo_data, served

IN_TIME, LATE = 1000, 200
TRIED_IN_TIME, TRIED_LATE = 100, 20
MINUTE = 60.0  # seconds before the deadline in which all of them come
PATIENCE = 60.0  # seconds that one waits for an answer
CLIENTS = 96
TOKEN = "x" * 32  # of the form and of its cookie: what Django compares

FILL = """
import json, sys
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from karta.portal.directory.models import Edition
from karta.portal.platform.uploads import take
from karta.portal.rooms.awards import services
from karta.portal.rooms.awards.entries import services as entries
now = timezone.now().replace(microsecond=0)
User = get_user_model()
steward = User.objects.create_user("bench-steward")
steward.groups.add(Group.objects.get_or_create(name="steward")[0])
edition = Edition.objects.create(code="bench", kind="award", name_bg="Мярка", name_en="Bench", changed_at=now)
award = services.open_award(edition=edition, opens_at=now, closes_at=now + timedelta(hours=1), about_bg="", about_en="",
                            by=steward, at=now)
asked = list(award.questions.filter(category=""))
pdf = b"%PDF-1.7\\n1 0 obj\\n<<>>\\nendobj\\ntrailer\\n<<>>\\n%%EOF\\n"
people = []
for number in range(int(sys.argv[1])):
    user = User.objects.create(username=f"applicant-{number}", email=f"a{number}@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    entry = entries.start(award_id=award.pk, language="bg", by=user, at=now)
    for kind in ("deck", "blind"):
        file = SimpleUploadedFile("deck.pdf", pdf, content_type="application/pdf")
        entries.keep_file(entry_id=entry.pk, kind=kind, file=file, taken=take(file), by=user, at=now)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    said = {f"q_{one.pk}": (f"Answer {number} " + "words " * 60)[: one.longest].strip() for one in asked}
    said |= {"category": "best_bulgarian", "name": f"Spin-off of number {number}", "org_id": "", "what": "submit"}
    people.append({"session": session.session_key, "entry": str(entry.pk), "said": said})
print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME, "people": people}))
"""
CLOSE = """
import sys
from datetime import timedelta
from django.utils import timezone
from karta.portal.rooms.awards.models import Award
closes = timezone.now().replace(microsecond=0) + timedelta(seconds=float(sys.argv[1]))
Award.objects.update(closes_at=closes)
print(closes.timestamp())
"""
ASK = """
import json
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.awards import rules
from karta.portal.rooms.awards.entries.content import digest
from karta.portal.rooms.awards.models import Award, Entry, Submission
award = Award.objects.get()
kept = list(Submission.objects.select_related("entry", "deck", "blind"))
receipts = AuditLine.objects.filter(action="entry.submitted")
there = lambda one: one.file.storage.exists(one.file.name)
whole = [one for one in kept if one.version == 1 and one.entry.state == "submitted" and there(one.deck)
         and there(one.blind) and digest(one.content) == one.sha256]
print(json.dumps({
    "kept": sorted(str(one.entry_id) for one in kept), "whole": len(whole),
    "late": sum(not rules.is_open(award, one.at) for one in kept),
    "numbers": sorted(one.entry.number for one in kept), "last_number": award.last_number,
    "receipts": receipts.count(), "marked": Entry.objects.exclude(state="draft").count(),
}))
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission: when it was sent and answered (Unix seconds), and with what; status 0: with nothing."""

    entry: str
    sent_at: float
    answered_at: float
    status: int
    is_receipt: bool


def figures(is_tried: bool) -> list[Figure]:
    """What became of those in time and of the late ones."""
    in_time, late = (TRIED_IN_TIME, TRIED_LATE) if is_tried else (IN_TIME, LATE)
    with demo_data() as data, served(data) as portal:
        print("▸ drafts", flush=True)
        filled = json.loads(portal.run_code(FILL, str(in_time + late)).splitlines()[-1])
        deadline = float(portal.run_code(CLOSE, str(MINUTE + 15)).splitlines()[-1])
        print("▸ the last minute", flush=True)
        sent = submit_all(portal.url.removeprefix("http://"), filled, deadline, in_time, late)
        told = json.loads(portal.run_code(ASK).splitlines()[-1])
    return _told(sent, told, deadline)


def submit_all(host: str, filled: dict[str, Any], deadline: float, in_time: int, late: int) -> list[Sent]:
    """Send every form when it is due: nearer to the deadline more of them, the late ones from one second after it."""
    due = [deadline - 0.5 - (MINUTE - 1) * (1 - number / in_time) ** 1.3 for number in range(in_time)]
    due += [deadline + 1.001 + 4 * number / max(late, 1) for number in range(late)]

    def submit(number: int) -> Sent:
        who = filled["people"][number]
        time.sleep(max(0.0, due[number] - time.time()))
        return _submit(host, filled, who)

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(submit, range(in_time + late)))


def _submit(host: str, filled: dict[str, Any], who: dict[str, Any]) -> Sent:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{host}", "Referer": f"http://{host}/",
        "Cookie": f"{filled['cookie']}={who['session']}; {filled['csrf']}={TOKEN}",
    }  # fmt: skip
    body = urlencode(who["said"] | {"csrfmiddlewaretoken": TOKEN})
    sent_at, status, is_receipt = time.time(), 0, False
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    try:
        connection.request("POST", f"/bg/awards/entries/{who['entry']}/", body, headers)
        answer = connection.getresponse()
        answer.read()
        status, is_receipt = answer.status, "/receipts/1/" in (answer.headers.get("Location") or "")
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    return Sent(who["entry"], sent_at, time.time(), status, is_receipt)


def _told(sent: list[Sent], told: dict[str, Any], deadline: float) -> list[Figure]:
    """What became of those in time and of the late ones, and whether anything is half there."""
    kept = set(told["kept"])
    early = [one for one in sent if one.sent_at < deadline]
    after = [one for one in sent if one.sent_at >= deadline + 1]
    count = len(kept)
    halves = abs(told["receipts"] - count) + abs(told["marked"] - count) + count - told["whole"]
    halves += abs(told["last_number"] - count) + int(told["numbers"] != list(range(1, count + 1)))
    served = sum(one.is_receipt and one.entry in kept for one in early)
    times = [(one.answered_at - one.sent_at) * 1000 for one in early]
    return [
        Figure("sent in the last minute", len(early), ""),
        Figure("of them kept and answered with their receipt", served, "", at_least=len(early)),
        Figure("sent after the deadline", len(after), ""),
        Figure("of them refused in words", sum(one.status == 409 and one.entry not in kept for one in after), "",
               at_least=len(after)),
        Figure("kept though late by the server's own clock", told["late"], "", at_most=0),
        Figure("half saved, without receipt, or with another's number", halves, "", at_most=0),
        Figure("answer, median", percentile(times, 0.5), "ms"),
        Figure("answer, 95th percentile", percentile(times, 0.95), "ms"),
    ]  # fmt: skip
