"""Whether a mailbox shows that its owner belongs to an organisation: it lies at the organisation's website.

Only what the organisation alone hands out counts. Mail providers and platforms give a mailbox or a page to anybody; a
domain on which several organisations of the map stand, and a university's, gives one to people of all of them. Names
that are not plain Latin letters are refused whole: two of them may look alike and be two domains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

import yaml
from publicsuffixlist import PublicSuffixList

# First parts of a host that say nothing of whose it is.
_GENERIC = re.compile(r"(?:www\d*|web|site|home|en|bg)\.")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LOCAL = re.compile(r"[\x21-\x7e]{1,64}")
# The site's own front page, in a language or as a file; anything deeper may be somebody's corner of another's site.
_FRONT = re.compile(r"/?(?:(?:bg|en|bul|eng)/?)?(?:(?:index|home|default)\.[a-z]{3,5})?", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a mailbox shows nothing."""

    NO_WEBSITE = "no_website"  # the map knows none
    SHARED = "shared"  # the website stands on a host that others use, too
    UNIVERSITY = "university"  # students have mailboxes there
    LOOKS_ALIKE = "looks_alike"  # letters that are not plain Latin
    PROVIDER = "provider"  # anybody gets a mailbox there
    OTHER_DOMAIN = "other_domain"


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _shared() -> frozenset[str]:
    told = yaml.safe_load(resources.files("karta.vocab").joinpath("shared_hosts.yml").read_text("utf-8"))
    return frozenset(told["mail"]) | frozenset(told["platforms"])


def registered(host: str) -> str | None:
    """The domain that somebody registered: `example.bg` of `shop.example.bg`; None of a bare suffix."""
    found = _suffixes().privatesuffix(host)
    return str(found) if found else None


def host_of(website: str | None) -> str | None:
    """The host of a website without `www.` and the like; None where it is none, or not in plain Latin letters."""
    try:
        said = urlsplit(website if website and "://" in website else f"http://{website or ''}").hostname or ""
    except ValueError:
        return None
    host = said.rstrip(".").lower()
    while (bare := _GENERIC.sub("", host, count=1)) != host and registered(bare):
        host = bare
    is_plain = _HOST.fullmatch(host) and not any(part.startswith("xn--") for part in host.split("."))
    return host if is_plain and registered(host) else None


def refusal(email: str, website: str | None, *, kind: str | None, others: Iterable[str]) -> Refusal | None:
    """Why this mailbox does not show that its owner belongs to the organisation; None where it does.

    `website`: as other sources than the organisation itself tell it; `kind` of the organisation; `others`: websites
    of the other organisations of the map.
    """
    if not website:
        return Refusal.NO_WEBSITE
    host = host_of(website)
    if host is None:
        return Refusal.LOOKS_ALIKE
    if kind == "university":
        return Refusal.UNIVERSITY
    return Refusal.SHARED if is_shared(website, host, others) else _mailbox_refusal(email, host)


def _mailbox_refusal(email: str, host: str) -> Refusal | None:
    local, _, domain = email.rpartition("@")
    domain = domain.lower()
    is_plain = _LOCAL.fullmatch(local) and _HOST.fullmatch(domain)
    if not is_plain or any(part.startswith("xn--") for part in domain.split(".")):
        return Refusal.LOOKS_ALIKE
    if registered(domain) in _shared():
        return Refusal.PROVIDER
    return None if domain == host or domain.endswith(f".{host}") else Refusal.OTHER_DOMAIN


def is_shared(website: str, host: str, others: Iterable[str]) -> bool:
    """Whether a website stands where others may stand, too: on a platform, in a corner of a site, beside others."""
    domain = registered(host)
    parts = urlsplit(website if "://" in website else f"http://{website}")
    if domain in _shared() or host in _shared() or not _FRONT.fullmatch(parts.path):
        return True
    return any(found is not None and registered(found) == domain for found in map(host_of, others))
