"""API keys by confirmed address, without an account: ask, confirm, see the key once, revoke."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from karta.portal.platform import mail, rules, services, tokens
from karta.portal.platform.errors import error_page
from karta.portal.platform.forms import KeyForm
from karta.portal.platform.models import ApiKey


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """What keys are for, and the form that asks for one."""
    form = KeyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "platform/key_ask.html", {"form": form}, status=422 if form.is_bound else 200)
    if not form.is_machine:
        if not mail.may_ask(request, form.cleaned_data["email"]):
            return error_page(request, 429)
        _send_link(request, form)
    return render(request, "platform/key_sent.html")


def _send_link(request: HttpRequest, form: KeyForm) -> None:
    language = (translation.get_language() or "bg")[:2]
    email, now = form.cleaned_data["email"], timezone.now()
    asked = services.ask_key(email=email, use=form.cleaned_data["use"], language=language, at=now)
    token = tokens.made("key.confirm", asked.pk)

    def say(_language: str) -> mail.Said:
        return mail.Said(
            subject=_("Your API key of Karta"),
            paragraphs=[_("Somebody asked for an API key for this address. If it was you, open the page:")],
            links=[(_("Make the key"), mail.absolute(request, reverse("key-confirm", args=[token])))],
            small=_("The link works for two days. If it was not you, do nothing: no key is made."),
        )

    mail.send(mail.compose(to=email, say=say, language=language, at=now))


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: a button makes the key. Mail programs that open links press none."""
    try:
        key_id = tokens.read("key.confirm", token, within=rules.CONFIRM_WITHIN)
        if request.method != "POST":
            is_open = ApiKey.objects.filter(pk=key_id, key_hash=None).exists()
            return render(request, "platform/key_confirm.html") if is_open else error_page(request, 410)
        key = services.make_key(key_id=key_id, at=timezone.now())
    except (tokens.BadToken, services.LinkSpent):
        return error_page(request, 410)
    path = reverse("key-manage", args=[tokens.made("key.manage", key_id)])
    return render(request, "platform/key_made.html", {"key": key, "manage": mail.absolute(request, path)})


@never_cache
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """One key: since when, and the button that revokes it."""
    try:
        found = ApiKey.objects.filter(pk=tokens.read("key.manage", token)).exclude(key_hash=None).first()
    except tokens.BadToken:
        found = None
    if found is None:
        return error_page(request, 410)
    if request.method == "POST":
        services.revoke_key(key_id=found.pk, at=timezone.now())
        found.refresh_from_db()
    return render(request, "platform/key_manage.html", {"key": found})
