"""The first steward, sign-in, and who is refused."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from karta.portal.platform import audit, rules
from karta.portal.platform.access import steward_required
from karta.portal.platform.models import AuditLine, OneTimeLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PASSWORD = "много дълга тайна дума"
FIRST = {"email": "Mila@example.bg", "new_password1": PASSWORD, "new_password2": PASSWORD}


def first_link() -> str:
    out = StringIO()
    call_command("karta_first_start", address="http://127.0.0.1:8000/", language="en", stdout=out)
    return out.getvalue().strip()


def path_of(link: str) -> str:
    assert link.startswith("http://127.0.0.1:8000/en/account/first/")
    return link.removeprefix("http://127.0.0.1:8000")


def test_the_first_steward_sets_a_password_through_a_link_that_works_once(client: Client) -> None:
    path = path_of(first_link())
    assert OneTimeLink.objects.get().token_hash not in path
    assert client.get(path).status_code == 200
    done = client.post(path, FIRST)
    assert (done.status_code, done["Location"]) == (302, "/en/team/imports/")
    user = get_user_model().objects.get(username="steward")
    assert rules.may_steward(user)
    assert user.check_password(PASSWORD)
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.all()] == [
        ("mila@example.bg", True, True)
    ]
    assert Client().get(path).status_code == 410
    assert Client().post(path, FIRST).status_code == 410
    assert [line.action for line in AuditLine.objects.order_by("pk")] == ["link.made", "password.set"]


def test_a_second_start_prints_nothing_once_a_steward_has_a_password(client: Client) -> None:
    client.post(path_of(first_link()), FIRST)
    assert first_link() == ""


def test_only_the_link_printed_last_opens_the_door(client: Client) -> None:
    first, second = path_of(first_link()), path_of(first_link())
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert get_user_model().objects.filter(username="steward").count() == 1


def test_a_link_expires_after_a_day(client: Client) -> None:
    path = path_of(first_link())
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(path).status_code == 410


def test_a_short_password_is_refused_and_the_link_still_works(client: Client) -> None:
    path = path_of(first_link())
    assert client.post(path, FIRST | {"new_password1": "short", "new_password2": "short"}).status_code == 200
    assert client.get(path).status_code == 200


def test_the_first_steward_cannot_take_the_address_of_another_account(client: Client, visitor_account: Any) -> None:
    EmailAddress.objects.create(user=visitor_account, email="mila@example.bg", verified=True, primary=True)
    reply = client.post(path_of(first_link()), FIRST)
    assert (reply.status_code, "Another account has this address." in reply.content.decode()) == (200, True)


def test_steward_required_refuses_visitors_and_other_accounts(steward: Any, visitor_account: Any) -> None:
    @steward_required
    def page(request: Any) -> HttpResponse:
        return HttpResponse("in")

    def ask(user: Any) -> Any:
        request = RequestFactory().get("/en/team/somewhere/?a=1")
        request.user = user
        return page(request)

    assert ask(steward).content == b"in"
    assert ask(AnonymousUser())["Location"].endswith("/account/login/?next=/en/team/somewhere/%3Fa%3D1")
    with pytest.raises(PermissionDenied):
        ask(visitor_account)
    steward.is_active = False
    assert not rules.may_steward(steward)


def test_the_team_s_places_stand_in_the_head_for_stewards_only(
    client: Client, steward: Any, visitor_account: Any
) -> None:
    for user, sees in ((None, False), (visitor_account, False), (steward, True)):
        client.logout()
        if user:
            client.force_login(user)
        html = client.get("/en/organisations/").content.decode()
        assert ('href="/en/team/imports/"' in html) is sees
        assert ('href="/en/account/"' in html) is (user is not None)


@pytest.mark.django_db(transaction=True)
def test_an_audit_line_outside_a_transaction_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit.record("import.accepted", target="x", by=None, at=timezone.now())
