"""Accounts as people meet them, in both languages: made, verified by mail, guarded by a passkey, seen and erased."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from browsing import PATIENCE_MS
from journeys.conftest import DESK, PASSWORD, PHONE
from live import LivePortal
from portal.mailbox import Mailbox, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass(frozen=True)
class Served:
    """A portal with a mail server. Its address is a name: passkeys belong to names, not to numbers."""

    portal: LivePortal
    mailbox: Mailbox

    @property
    def url(self) -> str:
        return self.portal.url.replace("127.0.0.1", "localhost")

    def code(self) -> str:
        """The code of the letter that comes next; the worker sends it within seconds."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.mailbox.letters:
                return re.findall(r"\b[0-9]{4}-[0-9]{4}\b", text_of(self.mailbox.letters.pop()))[0]
            time.sleep(0.2)
        raise TimeoutError("no letter came")


@pytest.fixture(scope="module")
def served(portal: LivePortal, mailbox: Mailbox) -> Served:
    return Served(portal, mailbox)


@pytest.fixture
def page(chromium: Browser, language: str) -> Iterator[Page]:
    """A page with a device that keeps passkeys, in Bulgarian on a phone. Its test fails on an error in a script or a
    refused one."""
    context = chromium.new_context(viewport=PHONE if language == "bg" else DESK, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page, problems = context.new_page(), list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: "Content Security Policy" in said.text and problems.append(said.text))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert problems == []


@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_member_makes_guards_and_erases_an_account(
    language: str, served: Served, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    account, seen = f"{served.url}/{language}/account/", []

    def look() -> None:
        """Every page on the way: no finding of axe, nothing beyond the edge, no other alphabet in its headings."""
        seen.append(page.url)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        letters = r"[A-Za-z]" if language == "bg" else r"[А-Яа-я]"
        assert re.search(letters, page.inner_text("main h1")) is None

    def send(**fields: str) -> None:
        for name, value in fields.items():
            page.fill(f"main form.card [name={name}]", value)
        page.click("main form.card button.btn.pri")

    page.goto(account + "signup/")
    look()
    address = f"member-{language}-{page.viewport_size['width']}@example.bg"  # type: ignore[index]
    send(email=address, password1="short")
    look()
    send(password1=PASSWORD)
    page.wait_for_url("**/confirm-email/")
    look()
    send(code=served.code())
    page.wait_for_url(account)
    look()
    page.goto(account + "2fa/webauthn/add/")
    look()
    send(password=PASSWORD)
    page.wait_for_url("**/webauthn/add/")
    look()
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    look()
    for path in ("2fa/", "2fa/webauthn/", "2fa/totp/activate/", "password/change/", "email/", "data/", ""):
        page.goto(account + path)
        look()
    page.click("main form button")
    page.wait_for_url(re.compile(r"/(bg|en)/$"))
    page.goto(account + "login/")
    look()
    page.click("#passkey_login")
    page.wait_for_url(account)
    page.goto(account + "data/erase/")
    look()
    page.click("#mfa_webauthn_reauthenticate") if page.query_selector("#mfa_webauthn_reauthenticate") else send(
        password=PASSWORD
    )
    page.wait_for_url("**/data/erase/")
    look()
    page.click("main form button.danger")
    page.wait_for_url("**/login/")
    send(login=address, password=PASSWORD)
    page.wait_for_selector("main .note.bad")
    assert len(seen) == 17
    served.mailbox.letters.clear()
