"""allauth in our words: letters in both languages, roles decide where one arrives, old accounts go on."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from karta.portal.platform import account_texts, mail
from karta.portal.platform.access import arrival

log = logging.getLogger("karta.portal.platform")


class VerifyAddress(EmailVerificationStage):
    """An address must be verified before one is signed in; an account of before that has none signs in without."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is not None and not user.email and not EmailAddress.objects.filter(user=user).exists():
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


class Accounts(DefaultAccountAdapter):
    """Accounts by e-mail. Their name is made up: it stands in logs and decisions and tells nothing about a person."""

    def get_login_stages(self) -> list[str]:
        own = f"{VerifyAddress.__module__}.{VerifyAddress.__qualname__}"
        return [own if name.endswith(".EmailVerificationStage") else name for name in super().get_login_stages()]

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:  # noqa: ARG002 - allauth's shape
        user.username = user.username or f"person-{secrets.token_hex(5)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return arrival(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's shape
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter of ours instead of allauth's, through the outbox. KeyError for one that has no words yet."""
        letter, language = account_texts.LETTERS[template_prefix], (translation.get_language() or "bg")[:2]
        now = timezone.now()
        mail.send(mail.compose(to=email, say=lambda _language: _said(letter, context), language=language, at=now))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_given: Any, **given: Any
    ) -> None:
        words = account_texts.MESSAGES.get(message_template or "")
        if said := given.get("message") or (_(words) if words else ""):
            messages.add_message(request, level, said)


def _said(letter: account_texts.Words, given: dict[str, Any]) -> mail.Said:
    code = str(given.get("code", ""))
    links = []
    if letter.link:
        words, name = letter.link
        links = [(_(words), mail.absolute(context.request, resolve_url(name)))]
    return mail.Said(
        subject=_(letter.subject),
        paragraphs=[_(text) for text in letter.paragraphs],
        lines=[code] if code else [],
        links=links,
        small=_(letter.small) if letter.small else "",
    )


class SecondFactors(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are kept encrypted under this installation's key."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.email or user.get_username()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mfa {settings.SECRET_KEY}".encode()).digest()))


class Providers(DefaultSocialAccountAdapter):
    """Accounts of an identity provider are named as ours are; whoever it lets in gets an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's shape
        return True

    def get_requests_session(self) -> requests.Session:
        """One whose provider is away answers with our page: allauth looks for that only when somebody comes back."""
        session: requests.Session = super().get_requests_session()
        session.request = partial(_told, session.request)
        return session


def _told(ask: Callable[..., requests.Response], *given: Any, **named: Any) -> requests.Response:
    try:
        return ask(*given, **named)
    except requests.RequestException as error:
        log.warning("the identity provider does not answer: %s", type(error).__name__)
        page = render(context.request, "socialaccount/authentication_error.html", {"is_away": True}, status=502)
        raise ImmediateHttpResponse(page) from error
