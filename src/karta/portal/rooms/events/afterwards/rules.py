"""Who may what with what remains of an edition, and when: pure decisions."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.utils.crypto import salted_hmac

from karta.portal.platform.rules import may_edit, may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

MEGABYTES = 45  # of all files of one form: under settings.UPLOAD_LIMIT_BYTES
LARGEST = MEGABYTES * 1024 * 1024
MOST_PICTURES = 500  # of one edition
MOST_AT_ONCE = 20  # pictures of one form
FEEDBACK_LIFE = timedelta(days=30)
FEEDBACK_WAIT = timedelta(hours=1)  # after the end, so that the last session is over too
LATEST_ASKING = timedelta(days=14)  # nobody is asked about what was longer ago than this
FILE_LIFE = timedelta(days=30)  # of slides whose author took consent back: time to give it again
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is read as something else
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
NUMBER = 12  # signs of a certificate's number, 60 bits
RETENTION = timedelta(days=365)  # of answers' own words and of certificates' names, after the end


class Described(Protocol):
    """What these rules ask of a picture."""

    alt_bg: str
    alt_en: str
    credit: str
    licence: str
    people: str
    consent_note: str


def may_keep(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who adds and describes pictures and slides, and reads open answers."""
    return may_edit(user)


def may_print(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who prints badges, issues certificates and makes the report to partners: they hold names of people."""
    return may_steward(user)


def lacks(picture: Described) -> list[str]:
    """The columns that keep a picture from being published, in the order of its form."""
    missing = [name for name in ("alt_bg", "alt_en", "credit", "licence") if not getattr(picture, name)]
    if picture.people == "unknown":
        missing.append("people")
    if picture.people == "agreed" and not picture.consent_note:
        missing.append("consent_note")
    return missing


def is_time_to_ask(ended_at: datetime | None, at: datetime) -> bool:
    """Whether those who came are asked now: an hour after the end, and not weeks later."""
    return ended_at is not None and ended_at + FEEDBACK_WAIT <= at < ended_at + LATEST_ASKING


def invited(registered: Iterable[int], came: Iterable[int]) -> list[int]:
    """Whom to ask for feedback: those who were seen at the door; where nobody was, all who had a place."""
    seen = set(came)
    return [one for one in registered if one in seen] if seen else list(registered)


def hash_of(token: str) -> str:
    """What is kept of the token of a letter: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_number() -> str:
    """The number of a certificate: random, in three groups of four."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(NUMBER)))


def read_number(typed: str) -> str:
    """A number as somebody typed it: "k3df …", O for 0; "" where it cannot be one."""
    said = re.sub(r"[\s-]", "", typed).upper().translate(_READ_AS)
    return _grouped(said) if len(said) == NUMBER and set(said) <= set(ALPHABET) else ""


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def mark_of(name: str) -> str:
    """What a certificate keeps of a name: a keyed hash, the same however it is spaced and whether in capitals."""
    said = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return str(salted_hmac("karta.certificate", said, algorithm="sha256").hexdigest())
