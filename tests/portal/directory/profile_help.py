"""An organisation of the demo map, accounts that act for it, and its forms as a browser sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import queries
from karta.portal.directory.profiles.queries import Organisation
from karta.portal.platform.snapshots import current_snapshot

KELVIN = "org-tj64kdls2bt5pc32"  # http://kelvin.health
SOPHARMA = "bg-eik-831902088"
AT = datetime(2026, 11, 29, 9, tzinfo=UTC)


def account(name: str) -> Any:
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org", password="x" * 20)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def acting(name: str, org_id: str = KELVIN) -> Client:
    """A client of an account that acts for an organisation."""
    user = account(name)
    Representative.objects.create(user=user, org_id=org_id, proof="steward", asked_at=AT, proven_at=AT)
    return signed_in(user)


def organisation(org_id: str = KELVIN) -> Organisation:
    found = queries.organisation(current_snapshot(), org_id)
    assert found is not None
    return found


def form_of(client: Client, org_id: str = KELVIN, language: str = "en") -> dict[str, str]:
    """The fields of "Our profile" as its page holds them."""
    page = client.get(f"/{language}/organisations/{org_id}/ours/")
    assert page.status_code == 200
    return fields(page.context["form"], page.context["figures"])


def fields(form: Any, figures: Any = None) -> dict[str, str]:
    found = {field.html_name: field.value() for field in form}
    if figures is not None:
        found |= {field.html_name: field.value() for field in figures.management_form}
        found |= {field.html_name: field.value() for one in figures for field in one}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def save(client: Client, org_id: str = KELVIN, language: str = "en", **changed: str) -> Any:
    """Open the page, change fields, save."""
    sent = form_of(client, org_id, language) | changed
    return client.post(f"/{language}/organisations/{org_id}/ours/", sent)


def content(org_id: str = KELVIN) -> dict[str, Any]:
    version = queries.newest([org_id])
    return dict(version.content) if version else {}
