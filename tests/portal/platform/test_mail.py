"""Letters: bilingual, handed to a real SMTP server, tried again, forgotten once sent; no address in logs."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from karta.portal.platform import mail, rules
from karta.portal.platform.mail_settings import WrongMailSetting, mail_settings
from karta.portal.platform.models import Letter
from karta.portal.platform.tasks import deliver
from portal.mailbox import Mailbox, text_of

READER = "reader@example.org"
UNSUBSCRIBE = "https://karta.example.org/alerts/1/"


def letter(**changes: Any) -> Letter:
    said = {
        "bg": mail.Said(
            "Промени", ["Две организации <нови>."], [("Отвори", "https://example.org/bg/")], ["ред"], "край"
        ),
        "en": mail.Said("Changes", ["Two organisations."], [("Open", "https://example.org/en/")]),
    }
    asked = {"to": READER, "say": said.__getitem__, "language": "bg", "at": timezone.now(), "unsubscribe": UNSUBSCRIBE}
    return mail.compose(**(asked | changes))


@pytest.mark.django_db
def test_a_letter_is_bilingual_plain_and_html_with_one_click_unsubscribe(mailbox: Mailbox) -> None:
    assert mail.attempt(letter())
    got = mailbox.letters[0]
    assert got["Subject"] == "Промени / Changes"
    assert got["To"] == READER
    assert got["List-Unsubscribe"] == f"<{UNSUBSCRIBE}>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Auto-Submitted"] == "auto-generated"
    plain = text_of(got)
    assert plain.index("Две организации <нови>.") < plain.index("Two organisations.")
    html = got.get_body(("html",))
    assert html is not None
    assert "Две организации &lt;нови&gt;." in html.get_content()
    assert 'href="https://example.org/en/"' in html.get_content()
    assert Letter.objects.count() == 0


@pytest.mark.django_db
def test_without_a_subscription_there_is_nothing_to_unsubscribe_from(mailbox: Mailbox) -> None:
    mail.attempt(letter(unsubscribe=None))
    assert mailbox.letters[0]["List-Unsubscribe"] is None


@pytest.mark.django_db
def test_a_refused_letter_is_tried_again_later_by_a_task(mailbox: Mailbox, settings: Any, caplog: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    mailbox.refusal = "450 try later"
    kept = letter()
    with caplog.at_level(logging.DEBUG):
        deliver.call(kept.pk)
    waiting = DBTaskResult.objects.get()
    wait = waiting.run_after - timezone.now()
    assert rules.MAIL_WAITS[0] - timedelta(seconds=10) < wait <= rules.MAIL_WAITS[0]
    assert READER not in str(waiting.args_kwargs)
    kept.refresh_from_db()
    assert (kept.state, kept.attempts, kept.problem) == ("waiting", 1, "SMTPRecipientsRefused 450")
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # the server's own
    assert ours
    assert READER not in str(ours)
    mailbox.refusal = None
    deliver.call(kept.pk)
    assert [one["To"] for one in mailbox.letters] == [READER]
    deliver.call(kept.pk)  # a task that comes twice
    assert len(mailbox.letters) == 1


@pytest.mark.django_db
def test_a_letter_that_nobody_takes_is_given_up_without_its_address(mailbox: Mailbox) -> None:
    mailbox.refusal = "450 try later"
    kept = letter()
    told = [mail.attempt(kept) for _ in range(len(rules.MAIL_WAITS) + 1)]
    assert told == [False] * len(rules.MAIL_WAITS) + [True]
    kept.refresh_from_db()
    assert (kept.state, kept.to, kept.subject, kept.text, kept.html, kept.headers) == ("given_up", "", "", "", "", {})


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_given_up_at_once(mailbox: Mailbox) -> None:
    mailbox.refusal = "550 no such mailbox"
    kept = letter()
    assert mail.attempt(kept)
    assert (kept.state, kept.problem) == ("given_up", "SMTPRecipientsRefused 550")


@pytest.mark.django_db
def test_a_server_that_is_not_there_loses_nothing(settings: Any, mailbox: Mailbox) -> None:
    settings.EMAIL_PORT = 1
    kept = letter()
    assert not mail.attempt(kept)
    assert kept.problem == "ConnectionRefusedError"


@pytest.mark.django_db
def test_without_a_server_letters_are_files_and_the_operator_is_told(
    data: Path, keeper: Client, settings: Any, tmp_path: Path
) -> None:
    for name, value in mail_settings({}, tmp_path).items():
        setattr(settings, name, value)
    mail.attempt(letter())
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 1
    assert READER in files[0].read_text("utf-8")
    for language, words in (("bg", "Не е зададен пощенски сървър"), ("en", "No mail server is set")):
        page = keeper.get(f"/{language}/team/operations/").content.decode()
        assert words in page
        assert str(tmp_path / "mail") in page


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"KARTA_SMTP_URL": "smtp://127.0.0.1:2525"}, ("127.0.0.1", 2525, False, False, "", "")),
        ({"KARTA_SMTP_URL": "smtp+starttls://me:p%40ss@mail.example.org"},
         ("mail.example.org", 587, True, False, "me", "p@ss")),
        ({"KARTA_SMTP_URL": "smtps://mail.example.org"}, ("mail.example.org", 465, False, True, "", "")),
        ({"KARTA_SMTP_HOST": "h", "KARTA_SMTP_USER": "u", "KARTA_SMTP_PASSWORD": "p"},
         ("h", 587, True, False, "u", "p")),
        ({"KARTA_SMTP_HOST": "h", "KARTA_SMTP_TLS": "none", "KARTA_SMTP_PORT": "26"}, ("h", 26, False, False, "", "")),
    ],
)  # fmt: skip
def test_mail_settings_from_the_environment(env: dict[str, str], expected: tuple[Any, ...]) -> None:
    made = mail_settings(env, Path("state"))
    names = ("HOST", "PORT", "USE_TLS", "USE_SSL", "HOST_USER", "HOST_PASSWORD")
    assert tuple(made[f"EMAIL_{name}"] for name in names) == expected


@pytest.mark.parametrize(
    "env",
    [{"KARTA_SMTP_URL": "http://x"}, {"KARTA_SMTP_HOST": "h", "KARTA_SMTP_TLS": "maybe"},
     {"KARTA_SMTP_HOST": "h", "KARTA_SMTP_PORT": "smtp"}],
)  # fmt: skip
def test_a_wrong_mail_setting_is_named(env: dict[str, str]) -> None:
    with pytest.raises(WrongMailSetting, match="KARTA_SMTP_"):
        mail_settings(env, Path("state"))
