"""Accounts of people: made, verified, signed in to, reset; what guessing and forging meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from karta.portal.platform import account_texts
from karta.portal.platform.models import AuditLine, Letter
from portal.mailbox import Mailbox, text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]
PASSWORD = "много дълга тайна дума"
ACCOUNT = "/en/account/"


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db: None) -> Iterator[None]:
    """The table of the cache is no model's, so that nothing empties it between tests."""
    cache.clear()
    yield
    cache.clear()


def code_in(mailbox: Mailbox) -> str:
    """The code of the letter that came last."""
    found: str = re.findall(r"\b[0-9]{4}-[0-9]{4}\b", text_of(mailbox.letters[-1]))[0]
    return found


def sign_up(client: Client, email: str = "ana@example.bg") -> Any:
    return client.post(ACCOUNT + "signup/", {"email": email, "password1": PASSWORD})


@pytest.fixture
def member(client: Client, mailbox: Mailbox) -> Any:
    """An account that was made and verified, signed out again."""
    sign_up(client)
    client.post(ACCOUNT + "confirm-email/", {"code": code_in(mailbox)})
    client.post(ACCOUNT + "logout/")
    return get_user_model().objects.get(email="ana@example.bg")


def sign_in(client: Client, login: str = "ana@example.bg", password: str = PASSWORD, **more: str) -> Any:
    return client.post(ACCOUNT + "login/", {"login": login, "password": password, **more})


def is_it_me(client: Client, where: str, password: str = PASSWORD) -> None:
    """Show once more that the account is ours, which what guards it asks for."""
    assert client.post(ACCOUNT + "reauthenticate/", {"password": password, "next": where})["Location"] == where


def actions() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("action", flat=True))


def test_an_account_is_made_with_an_address_that_a_code_verifies(client: Client, mailbox: Mailbox) -> None:
    assert sign_up(client)["Location"] == ACCOUNT + "confirm-email/"
    letter = mailbox.letters[-1]
    assert letter["To"] == "ana@example.bg"
    assert letter["Subject"].strip() == "Your code for Karta / Вашият код за Карта"
    assert "_auth_user_id" not in client.session
    wrong = client.post(ACCOUNT + "confirm-email/", {"code": "0000-0000"})
    assert "Incorrect code." in wrong.content.decode()
    done = client.post(ACCOUNT + "confirm-email/", {"code": code_in(mailbox)})
    assert (done.status_code, done["Location"]) == (302, ACCOUNT)
    user = get_user_model().objects.get()
    assert re.fullmatch(r"person-[0-9a-f]{10}", user.username)
    assert client.get(ACCOUNT).status_code == 200
    assert actions() == ["account.made", "address.verified", "signed.in"]
    assert not Letter.objects.exists()


def test_an_address_that_has_an_account_is_not_given_away(client: Client, member: Any, mailbox: Mailbox) -> None:
    known, unknown = sign_up(Client()), sign_up(Client(), "new@example.bg")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mailbox.letters[-2]["Subject"].strip().startswith("You have an account already")
    before = len(mailbox.letters)
    answers = [
        Client().post(ACCOUNT + "password/reset/", {"email": email}) for email in ("ana@example.bg", "who@example.bg")
    ]
    assert {(reply.status_code, reply["Location"]) for reply in answers} == {(302, ACCOUNT + "password/reset/confirm/")}
    assert [letter["To"] for letter in mailbox.letters[before:]] == ["ana@example.bg"]


def test_a_session_from_before_is_not_the_one_after(client: Client, member: Any) -> None:
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    assert sign_in(client)["Location"] == ACCOUNT
    assert client.session.session_key != planted
    client.cookies["sessionid"] = planted
    assert client.get(ACCOUNT)["Location"].startswith(ACCOUNT + "login/")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "https:example.org"],
)
def test_nobody_is_sent_elsewhere(client: Client, member: Any, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere)["Location"] == ACCOUNT
    assert client.post(ACCOUNT + "logout/", {"next": elsewhere})["Location"] == "/en/"


def test_one_comes_back_to_the_page_that_asked(client: Client, member: Any) -> None:
    asked = client.get("/en/account/2fa/")["Location"]
    assert asked == ACCOUNT + "login/?next=/en/account/2fa/"
    assert sign_in(client, next="/en/account/2fa/")["Location"] == "/en/account/2fa/"


def test_guessing_one_account_s_password_ends_after_five(client: Client, member: Any) -> None:
    said = [sign_in(client, password="guess").content.decode() for _ in range(6)]
    assert ["are not correct" in text for text in said] == [True] * 5 + [False]
    assert "Too many failed login attempts" in said[-1]
    assert "Too many failed login attempts" in sign_in(client).content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert "Too many failed login attempts" in sign_in(elsewhere).content.decode()


def test_guessing_many_accounts_from_one_address_ends_after_twenty(client: Client, member: Any) -> None:
    for number in range(20):
        sign_in(client, login=f"name{number}@example.bg", password="guess")
    assert "Too many failed login attempts" in sign_in(client).content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_letters_to_one_mailbox_end_after_three(client: Client, member: Any, mailbox: Mailbox) -> None:
    before = len(mailbox.letters)
    codes = [Client().post(ACCOUNT + "password/reset/", {"email": "ana@example.bg"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    assert len(mailbox.letters) == before + 3


def test_a_header_in_an_address_sends_nothing(client: Client, mailbox: Mailbox) -> None:
    sign_up(client, "ana@example.bg\r\nBcc: all@example.bg")
    assert (mailbox.letters, get_user_model().objects.count()) == ([], 0)


def test_a_new_password_by_a_code_that_works_once(client: Client, member: Any, mailbox: Mailbox) -> None:
    client.post(ACCOUNT + "password/reset/", {"email": "ana@example.bg"})
    code = code_in(mailbox)
    stranger = Client()
    stranger.post(ACCOUNT + "password/reset/", {"email": "who@example.bg"})
    assert stranger.post(ACCOUNT + "password/reset/confirm/", {"code": code}).status_code == 200
    confirmed = client.post(ACCOUNT + "password/reset/confirm/", {"code": code})
    assert confirmed["Location"] == ACCOUNT + "password/reset/complete/"
    assert (
        "short" in client.post(confirmed["Location"], {"password1": "qwerty", "password2": "qwerty"}).content.decode()
    )
    client.post(confirmed["Location"], {"password1": PASSWORD * 2, "password2": PASSWORD * 2})
    assert "_auth_user_id" not in sign_in(Client()).wsgi_request.session
    assert sign_in(Client(), password=PASSWORD * 2).status_code == 302
    assert mailbox.letters[-1]["Subject"].strip().startswith("Your password was changed")
    assert "password.reset" in actions()


def test_an_app_asks_for_its_code_and_its_secret_is_not_readable_in_the_database(client: Client, member: Any) -> None:
    sign_in(client)
    where = ACCOUNT + "2fa/totp/activate/"
    assert client.get(where)["Location"].startswith(ACCOUNT + "reauthenticate/")
    is_it_me(client, where)
    page = client.get(where)
    secret = page.context["form"].secret
    client.post(where, {"code": code_of(secret)})
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)
    client.post(ACCOUNT + "logout/")
    assert sign_in(client)["Location"] == ACCOUNT + "2fa/authenticate/"
    assert client.get(ACCOUNT)["Location"].startswith(ACCOUNT + "login/")
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post(ACCOUNT + "2fa/authenticate/", {"code": recovery})["Location"] == ACCOUNT
    client.post(ACCOUNT + "logout/")
    sign_in(client)
    again = client.post(ACCOUNT + "2fa/authenticate/", {"code": recovery})
    assert "Incorrect code." in again.content.decode()
    assert actions().count("factor.added") == 2


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_account_of_before_signs_in_by_its_name_until_it_has_an_address(
    client: Client, mailbox: Mailbox, steward: Any
) -> None:
    assert sign_in(client, "keeper", "correct horse battery")["Location"] == "/en/team/imports/"
    assert "has no address yet" in client.get(ACCOUNT).content.decode()
    is_it_me(client, ACCOUNT + "email/", "correct horse battery")
    client.post(ACCOUNT + "email/", {"action_add": "", "email": "keeper@example.bg"})
    client.post(ACCOUNT + "confirm-email/", {"code": code_in(mailbox)})
    assert EmailAddress.objects.get(user=steward).verified
    client.post(ACCOUNT + "logout/")
    assert sign_in(client, "keeper@example.bg", "correct horse battery")["Location"] == "/en/team/imports/"


def test_a_closed_account_does_not_sign_in(client: Client, member: Any) -> None:
    get_user_model().objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_sign_up_can_be_switched_off(client: Client, settings: Any) -> None:
    settings.ACCOUNT_SIGNUP_ENABLED = False
    assert "ask one of them for an invitation" in client.get(ACCOUNT + "signup/").content.decode()
    sign_up(client)
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("prefix", sorted(account_texts.LETTERS))
def test_every_letter_speaks_both_languages(prefix: str) -> None:
    words = account_texts.LETTERS[prefix]
    for text in (words.subject, *words.paragraphs, words.small):
        with translation.override("bg"):
            said = translation.gettext(text) if text else ""
        assert re.search("[a-z]", said, re.IGNORECASE) is None
