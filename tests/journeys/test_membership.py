"""A representative asks for membership, a steward admits and charges, a reminder arrives, the due is paid, the
statement says so. In both languages, with a real mail server, the worker and a moved clock; every page passes axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PATIENCE_MS
from journeys.conftest import PASSWORD
from karta.snapshot.reader import open_snapshot
from live import LivePortal
from portal.mailbox import Mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WORDS = {
    "bg": {
        "asked": "поискано",
        "standing": "в сила",
        "paid": "платено",
        "nothing": "0,00\u00a0€",
        "due": "500,00\u00a0€",
    },
    "en": {"asked": "asked for", "standing": "standing", "paid": "paid", "nothing": "€0.00", "due": "€500.00"},
}
REPRESENT = """
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.utils import timezone
from karta.portal.directory.models import Representative
now = timezone.now()
user = get_user_model().objects.create_user("{name}", email="{name}@example.bg", password="{password}")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
Representative.objects.create(user=user, org_id="{org_id}", asked_at=now, proven_at=now, proof="steward")
"""
REMIND = """
from datetime import timedelta
from django.utils import timezone
from karta.portal.rooms.members.dues import services
print([services.remind(at=timezone.now() + timedelta(days=days)) for days in (10, 37, 37)])
"""


@dataclass(frozen=True)
class Served:
    """A portal with a mail server, and organisations of its map."""

    portal: LivePortal
    mailbox: Mailbox
    organisations: list[str]


@pytest.fixture(scope="module")
def served(portal: LivePortal, mailbox: Mailbox) -> Served:
    sql = "SELECT org_id FROM organisations WHERE kind = 'company' ORDER BY org_id LIMIT 2"
    found = open_snapshot(portal.data / "snapshots" / "current").connection().execute(sql).fetchall()
    return Served(portal, mailbox, [org_id for (org_id,) in found])


@pytest.fixture(scope="module")
def team(served: Served, chromium: Browser) -> Iterator[Page]:
    """A steward's page, after the kinds of membership were set and one got its due."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(served.portal.steward_link)
    page.fill("[name=email]", "keeper@example.bg")
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/team/imports/")
    page.goto(f"{served.portal.url}/en/team/members/kinds/")
    page.click(".empty button")
    page.click("text=Company")
    page.fill("[name=due_eur]", "500.00")
    page.click("main form button.pri")
    page.goto(f"{served.portal.url}/en/team/members/dues/terms/")
    page.fill("[name=payee_bg]", "Клъстер")
    page.fill("[name=iban]", "BG80BNBG96611020345678")
    page.click("main form button.pri")
    yield page
    page.context.close()


@pytest.fixture
def member(served: Served, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def sign_in(page: Page, url: str, language: str, name: str) -> None:
    page.goto(f"{url}/{language}/account/login/")
    page.fill("[name=login]", f"{name}@example.bg")
    page.fill("[name=password]", PASSWORD)
    page.click("main form.card button")
    page.wait_for_url(lambda address: "login" not in address)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_from_the_request_to_the_paid_due(served: Served, team: Page, member: Page, axe: Any, language: str) -> None:
    words, name = WORDS[language], f"director-{language}"
    url, address = f"{served.portal.url}/{language}", f"{name}@example.bg"
    org_id = served.organisations[language == "en"]
    served.portal.run_code(REPRESENT.format(name=name, password=PASSWORD, org_id=org_id))

    sign_in(member, served.portal.url, language, name)
    member.goto(f"{url}/members/join/")
    looks_right(member, axe)
    member.select_option("#org_org_id", org_id)
    member.select_option("#org_kind", index=1)
    member.fill("#org_reason", "Искаме да участваме.")
    member.click("button[value=organisation]")
    member.wait_for_url("**/members/mine/")
    assert words["asked"] in member.locator("main .tag").first.inner_text()
    looks_right(member, axe)
    assert "Искаме да участваме." in served.mailbox.next(address)
    served.mailbox.next("keeper@example.bg")

    team.goto(f"{url}/team/members/")
    looks_right(team, axe)
    team.click("main tbody th a")
    looks_right(team, axe)
    team.click("button[value=standing]")
    assert team.locator("main .tag").first.inner_text() == words["standing"]
    served.mailbox.next(address)

    due_on = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day to come will do
    team.goto(f"{url}/team/members/dues/charge/")
    team.fill("[name=year]", str(due_on.year))
    team.fill("[name=due_on]", f"{due_on:%Y-%m-%d}")
    team.click("main form[method=get] button")
    assert words["due"] in team.locator("main tfoot").inner_text()  # of two members the first is charged already
    looks_right(team, axe)
    team.click("main form[method=post] button")
    looks_right(team, axe)
    told = served.mailbox.next(address)
    assert words["due"] in told
    assert "BG80BNBG96611020345678" in told

    assert served.portal.run_code(REMIND) == "[0, 1, 0]"
    assert "RF" in served.mailbox.next(address)

    team.goto(f"{url}/team/members/dues/?year={due_on.year}")
    team.click(f"main tbody th a[href*='#due-']:has-text('{_name(served, org_id, language)}')")
    team.click("details:has(form[action*='/pay/']) summary")
    team.fill("[name=amount_eur]", "500")
    team.click("form[action*='/pay/'] button")
    assert team.locator("article .tag").inner_text() == words["paid"]
    looks_right(team, axe)

    member.goto(f"{url}/members/mine/")
    member.click("main a.btn[href*='/statement/']")
    looks_right(member, axe)
    assert words["nothing"] in member.locator("main tfoot").inner_text()
    assert words["paid"] in member.locator("main tbody").inner_text()
    member.goto(f"{url}/members/")
    looks_right(member, axe)
    assert f"/organisations/{org_id}/" in member.content()


def _name(served: Served, org_id: str, language: str) -> str:
    sql = f"SELECT name_{language} FROM organisations WHERE org_id = ?"
    snapshot = open_snapshot(served.portal.data / "snapshots" / "current")
    (name,) = snapshot.connection().execute(sql, [org_id]).fetchone()
    return str(name)


def looks_right(page: Page, axe: Any) -> None:
    assert axe(page) == [], page.url
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0, page.url
