"""A changed id in an address: nobody changes, and hardly anybody sees, what another account is about."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client

from karta.portal.platform import services
from portal.security.crawl import addresses, closed, rows_of
from portal.security.planting import Garden

pytestmark = pytest.mark.django_db
SAID = {  # what forms of every kind ask for, so that one that lets a stranger in would do something
    "text": "changed", "reason": "changed", "words": "changed", "name": "changed", "title": "changed",
    "answer": "changed",
    "sure": "on", "confirm": "on", "what": "withdraw", "role": "administrator", "action": "delete", "state": "closed",
    "email": "changed@example.org", "subject": "changed", "kind": "question", "sent_key": "k" * 24, "number": "1",
}  # fmt: skip
# These stand for whoever asks: a visitor's own new row, one's own session.
OWN = {"account_logout", "account_login", "account_signup"}


def told_of(garden: Garden) -> dict[str, Any]:
    """Every planted row as its columns say it; a row that is gone is None. When somebody last came does not count."""
    found = {}
    for label, row in garden.rows.items():
        now = type(row).objects.filter(pk=row.pk).first()
        columns = [one for one in type(row)._meta.concrete_fields if one.name not in ("last_login", "value")]
        found[label] = now and {one.name: one.value_from_object(now) for one in columns}
    return found


@pytest.mark.parametrize("role", ["visitor", "account", "member"])
def test_nobody_changes_what_is_of_another(clients: dict[str, Client], garden: Garden, role: str) -> None:
    before = told_of(garden)
    told = [(name, path) for name, path in addresses(rows_of(garden)) if name not in OWN]
    # Wagtail's administration has one door before all of its addresses (test_who_may_what).
    asked = [path for name, path in told if not path.startswith("/team/pages/")]
    assert len(asked) > 200
    for path in asked:
        assert closed(clients[role].post(path, SAID)).status_code != 500, path
    after = told_of(garden)
    changed = {label: (before[label], after[label]) for label in before if before[label] != after[label]}
    assert changed == {}


def test_an_account_sees_nothing_at_another_s_addresses_that_a_visitor_does_not(
    clients: dict[str, Client], garden: Garden
) -> None:
    """Where the id of a planted row stands in an address, a stranger is told that it is not there, or not theirs."""
    ids = {str(row.pk) for row in garden.rows.values() if isinstance(row, models.Model)}
    for name, path in addresses(rows_of(garden)):
        if (
            name.startswith(("awards:", "investors:", "saved:", "key-", "account-", "members:"))
            and set(path.split("/")) & ids
        ):
            answer = clients["account"].get(path)
            assert answer.status_code in (302, 403, 404, 405, 410), f"{name} {path}: {answer.status_code}"


def test_a_changed_role_ends_every_session(db: None) -> None:
    users = get_user_model().objects
    boss, other = users.create_user("boss"), users.create_user("other")
    boss.groups.add(Group.objects.get_or_create(name="administrator")[0])
    from django.utils import timezone

    for change in (
        lambda: services.give_role(account_id=other.pk, role="editor", by=boss, at=timezone.now()),
        lambda: services.take_role(account_id=other.pk, role="editor", by=boss, at=timezone.now()),
        lambda: services.set_open(account_id=other.pk, is_open=False, by=boss, at=timezone.now()),
    ):
        theirs, mine = Client(), Client()
        theirs.force_login(other)
        mine.force_login(boss)
        change()
        held = {one.get_decoded().get("_auth_user_id") for one in Session.objects.all()}
        assert str(other.pk) not in held
        assert str(boss.pk) in held
