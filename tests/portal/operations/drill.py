"""Fills a portal as people do, and tells what it holds: `python drill.py fill|tell`, in a process of its own.

What the environment names (KARTA_DATA, DATABASE_URL) is really changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import django

ORG, EMAIL, PASSWORD = "bg-eik-831902088", "editor@example.org", "correct horse battery"
COUNTED_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission"}


def fill() -> None:
    """Two people, a page with a picture, a message, a decision, what the cluster's page says."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.core.files.images import ImageFile
    from django.core.management import call_command
    from django.utils import timezone
    from PIL import Image as Picture
    from wagtail.images import get_image_model

    from karta.portal.curation import services as curation
    from karta.portal.directory.models import Correction
    from karta.portal.platform.rules import STEWARDS
    from karta.portal.rooms.contact import services as contact
    from portal.rooms.news.pages import item

    call_command("karta_demo_facts", verbosity=0)
    now = timezone.now()
    keeper = get_user_model().objects.create_user("keeper", password=PASSWORD)
    keeper.groups.add(Group.objects.get_or_create(name=STEWARDS)[0])
    editor = get_user_model().objects.create_user("editor", email=EMAIL, password=PASSWORD)
    EmailAddress.objects.create(user=editor, email=EMAIL, verified=True, primary=True)
    held = io.BytesIO()
    Picture.new("RGB", (640, 360), (12, 90, 110)).save(held, "PNG")
    image = get_image_model().objects.create(title="Лаборатория", file=ImageFile(held, name="laboratory.png"))
    said = {"image": image, "alternative_text": "Лаборатория", "caption": "", "credit": ""}
    item(title="Нова лаборатория", date="2026-11-01", body=[("picture", said)])
    contact.send(
        sent_key="k" * 32, kind="question", name="И. Н.", email="irina@example.org", subject="Въпрос",
        text="Кога е срещата?", language="bg", at=now,
    )  # fmt: skip
    proposal = Correction.objects.create(
        org_id=ORG, property="figure", measure="headcount", year=2023, proposed_value="2345", unit="persons",
        reason="отчет", language="bg", snapshot="x", proposed_at=now, source_url="https://example.org/report",
    )  # fmt: skip
    claim = {"property": "headcount", "value": "2345", "unit": "persons", "period": "2023"}
    curation.accept(
        correction_id=proposal.pk, decision="add claim", claim=claim, reason="Годишен отчет", by=keeper, at=now
    )


def tell() -> dict[str, Any]:
    """Rows of every table, the decisions, the published map, and what visitors and a member get."""
    from django.apps import apps
    from django.conf import settings
    from django.test import Client

    from karta.portal.platform.models import AuditLine
    from karta.portal.rooms.contact.models import Message

    restored = AuditLine.objects.filter(action="portal.restored")
    counts = {
        model._meta.label_lower: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.label_lower not in COUNTED_OUT
    }
    counts["platform.auditline"] -= restored.count()
    client = Client()
    page = client.get("/bg/news/nova-laboratoriya/")
    text = page.content.decode()
    picture = text[text.index("/media/") :].split('"')[0].split(" ")[0] if "/media/" in text else ""
    shown = client.get(picture)
    signed = client.post("/bg/account/login/", {"login": EMAIL, "password": PASSWORD})
    current = json.loads((Path(settings.DATA) / "snapshots/current/manifest.json").read_text("utf-8"))
    return {
        "counts": counts,
        "restored": list(restored.values_list("target", flat=True)),
        "answers": {path: client.get(path).status_code for path in ("/readyz", "/bg/", "/bg/map/", "/bg/events/")},
        "picture": [page.status_code, hashlib.sha256(b"".join(shown)).hexdigest()],
        "message": list(Message.objects.values_list("subject", "text", "email")),
        "decisions": (Path(settings.DATA) / "decisions.jsonl").read_text("utf-8"),
        "map": current["hash"],
        "signs_in": [signed.status_code, client.get("/bg/account/").status_code],
    }


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    if sys.argv[1] == "fill":
        fill()
    else:
        print(json.dumps(tell(), default=str))
