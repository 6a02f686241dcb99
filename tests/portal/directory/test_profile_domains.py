"""Whether a mailbox shows that its owner belongs to an organisation."""

from __future__ import annotations

import pytest

from karta.portal.directory.profiles.domains import Refusal, host_of, refusal

SITE = "https://www.example-pharma.bg/bg/"


@pytest.mark.parametrize(
    ("email", "website", "found"),
    [
        ("office@example-pharma.bg", SITE, None),
        ("OFFICE@Example-Pharma.BG", SITE, None),
        ("office@mail.example-pharma.bg", SITE, None),
        ("office@example-pharma.bg", "example-pharma.bg/index.html", None),
        ("office@example-pharma.bg", "http://en.example-pharma.bg", None),
        ("office@example-pharma.bg", None, Refusal.NO_WEBSITE),
        ("office@notexample-pharma.bg", SITE, Refusal.OTHER_DOMAIN),
        ("office@example-pharma.bg.evil.com", SITE, Refusal.OTHER_DOMAIN),
        ("office@example-pharma.com", SITE, Refusal.OTHER_DOMAIN),
        ("office@group.bg", "http://lab.group.bg", Refusal.OTHER_DOMAIN),  # the whole, not the part
        ("somebody@gmail.com", SITE, Refusal.PROVIDER),
        ("somebody@abv.bg", SITE, Refusal.PROVIDER),
        ("somebody@abv.bg", "http://abv.bg", Refusal.SHARED),
        ("somebody@facebook.com", "https://facebook.com/example", Refusal.SHARED),
        ("somebody@company.wixsite.com", "https://wixsite.com/company", Refusal.LOOKS_ALIKE),  # a bare suffix
        ("somebody@ec.europa.eu", "https://eismea.ec.europa.eu", Refusal.SHARED),
        ("somebody@host.bg", "http://host.bg/~lab", Refusal.SHARED),
        ("somebody@host.bg", "http://host.bg/clients/example/", Refusal.SHARED),
        ("office@exаmple-pharma.bg", SITE, Refusal.LOOKS_ALIKE),  # а Cyrillic а
        ("office@xn--exmple-pharma-5fg.bg", SITE, Refusal.LOOKS_ALIKE),
        ("офис@example-pharma.bg", SITE, Refusal.LOOKS_ALIKE),
        ("office@пример.бг", "https://пример.бг", Refusal.LOOKS_ALIKE),
        ("office@xn--e1afmkfd.xn--90ae", "https://xn--e1afmkfd.xn--90ae", Refusal.LOOKS_ALIKE),
        ("office@127.0.0.1", "http://127.0.0.1", Refusal.LOOKS_ALIKE),
        ("office@bg", "http://bg", Refusal.LOOKS_ALIKE),
    ],
)  # fmt: skip
def test_a_mailbox_at_the_website_and_no_other(email, website, found):
    assert refusal(email, website, kind="company", others=["https://other.bg"]) == found


def test_a_domain_of_several_organisations_shows_nothing():
    others = ["http://www.example-pharma.bg"]
    assert refusal("a@example-pharma.bg", SITE, kind="company", others=others) == Refusal.SHARED
    assert refusal("a@lab.uni.bg", "http://lab.uni.bg", kind="research_institute", others=["uni.bg"]) == Refusal.SHARED


def test_students_have_mailboxes_at_a_university():
    assert refusal("a@uni.bg", "https://uni.bg", kind="university", others=[]) == Refusal.UNIVERSITY


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.example.bg/", "example.bg"), ("WWW2.Example.BG.", "example.bg"), ("www.bg", "www.bg"),
        ("https://user:secret@example.bg:8443/x", "example.bg"), ("http://[::1", None), ("", None),
        ("javascript:alert(1)", None), ("http://-bad.bg", None),
    ],
)  # fmt: skip
def test_the_host_of_a_website(website, host):
    assert host_of(website) == host
