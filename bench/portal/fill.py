"""A portal as it may be after some years: 10,000 news items in each language, 500 events, the shipped facts, the map.

Rows are written as publication writes them, but in batches: ten thousand publications one by one take an hour.
"""

from __future__ import annotations

import io
import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.portal.words import FIELDS, LANGUAGES, PLACES, Told, told

ITEMS, EVENTS = 10_000, 500
PICTURES, EVERY = 12, 4  # pictures, and which share of the items shows one
FIRST_DAY, DAYS = date(2012, 1, 1), 5400
BATCH = 1000
KINDS = ("news", "news", "highlight", "call", "event")


def fill(items: int = ITEMS, events: int = EVENTS) -> dict[str, float]:
    """Fill an empty database, Django set up; what was written and the seconds that it took."""
    from django.core.management import call_command

    start = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("karta_demo_facts", stdout=io.StringIO())
    _events(random.Random(7), events)
    _news(random.Random(11), items)
    call_command("update_index", verbosity=0, stdout=io.StringIO())
    return {"items": items, "events": events, "seconds": time.perf_counter() - start}


def _news(chance: random.Random, count: int) -> None:
    """Items in both languages, each with the organisation that it names; one of ten was corrected once."""
    from wagtail.models import Page

    from karta.portal.rooms.news.models import NewsIndexPage

    names, pictures = _organisations(), _pictures()
    parents = {one.locale.language_code: one for one in NewsIndexPage.objects.select_related("locale")}
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        whom = {number: chance.choice(list(names)) for number in numbers}
        things = {number: told(chance, number, names[whom[number]]) for number in numbers}
        for language in LANGUAGES:
            items = [_item(parents[language], number, things[number][language], pictures) for number in numbers]
            _keep(items, [(whom[number], names[whom[number]][language]) for number in numbers])
    for parent in parents.values():
        Page.objects.filter(pk=parent.pk).update(numchild=count)


def _organisations() -> dict[str, dict[str, str]]:
    """Both names of organisations of the map that have two."""
    from karta.portal.platform.snapshots import current_snapshot

    sql = "SELECT org_id, name_bg, name_en FROM organisations WHERE name_bg <> '' AND name_en <> '' ORDER BY org_id"
    rows = current_snapshot().connection().execute(sql).fetchall()
    return {org_id: {"bg": bg, "en": en} for org_id, bg, en in rows}


def _pictures() -> list[int]:
    """Pictures of a phone's size, each of one colour."""
    from django.core.files.images import ImageFile
    from PIL import Image as Drawn
    from wagtail.images.models import Image

    made = []
    for number in range(PICTURES):
        held = io.BytesIO()
        Drawn.new("RGB", (1600, 900), (20 * number, 90, 140)).save(held, "JPEG")
        file = ImageFile(io.BytesIO(held.getvalue()), name=f"measured-{number}.jpg")
        made.append(Image.objects.create(title=f"Measured {number}", file=file).pk)
    return made


def _item(parent: Any, number: int, said: Told, pictures: list[int]) -> Any:
    """An item that is not saved yet, at its place in the tree."""
    from django.contrib.contenttypes.models import ContentType

    from karta.portal.rooms.news import texts
    from karta.portal.rooms.news.models import NewsItem

    day = FIRST_DAY + timedelta(days=number * DAYS // ITEMS)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    body: list[tuple[str, Any]] = [("text", "".join(f"<p>{one}</p>" for one in said.paragraphs))]
    if number % EVERY == 0:
        body.append(("picture", {"image": pictures[number % PICTURES], "alternative_text": said.title}))
    slug = f"measured-{number}"
    item = NewsItem(
        title=said.title, draft_title=said.title, slug=slug, url_path=f"{parent.url_path}{slug}/",
        depth=parent.depth + 1,
        path=NewsItem._get_path(parent.path, parent.depth + 1, number + 1), locale=parent.locale,
        translation_key=UUID(int=number + 1), content_type=ContentType.objects.get_for_model(NewsItem),
        first_published_at=at, last_published_at=at, summary=said.summary, kind=KINDS[number % len(KINDS)],
        date=f"{day}", sort_day=day, is_pinned=number >= ITEMS - 2,
        translates_version=1 if parent.locale.language_code == "en" else None,
    )  # fmt: skip
    item.body = item.body.stream_block.to_python([{"type": kind, "value": value} for kind, value in body])
    item.search_words = texts.search_words(item)
    return item


def _keep(items: list[Any], named: list[tuple[str, str]]) -> None:
    """Write items with their versions and mentions. `named`: of each, the organisation and its name as written."""
    from wagtail.models import Page

    from karta.portal.rooms.news import texts
    from karta.portal.rooms.news.editing import kept
    from karta.portal.rooms.news.models import Mention, NewsItem, Version

    columns = [field.attname for field in Page._meta.local_concrete_fields if not field.primary_key]
    pages = Page.objects.bulk_create([Page(**{name: getattr(item, name) for name in columns}) for item in items])
    for item, page in zip(items, pages, strict=True):
        item.pk = item.page_ptr_id = page.pk
    NewsItem._base_manager._insert(items, fields=NewsItem._meta.local_concrete_fields, using="default")
    Version.objects.bulk_create(
        Version(page_id=item.pk, number=number, lines=kept(texts.lines(item)), at=item.last_published_at,
                reason="a figure was wrong" if number > 1 else "")
        for at, item in enumerate(items) for number in ((1, 2) if at % 10 == 0 else (1,))
    )  # fmt: skip
    Mention.objects.bulk_create(
        Mention(page_id=item.pk, org_id=org_id, written=written, line=item.title)
        for item, (org_id, written) in zip(items, named, strict=True)
    )


def _events(chance: random.Random, count: int) -> None:
    """Events with a claim on their days and one on who organises them, some of each year, some to come."""
    from django.utils import timezone

    from karta.portal.directory.models import Body, Claim, Edition, Mention, Source

    now = timezone.now()
    source, bodies = Source.objects.first(), list(Body.objects.all())
    kinds = [kind for kind in Edition.Kind.values if kind != Edition.Kind.CONFERENCE]
    editions, claims, mentions = [], [], []
    for number in range(count):
        day = now.date() + timedelta(days=60 - number * DAYS // count)
        field, place, code = chance.choice(FIELDS), chance.choice(PLACES), f"measured-{number}"
        editions.append(Edition(
            code=code, kind=chance.choice(kinds), name_bg=f"Ден на {field[0]}", name_en=f"Day of {field[1]}",
            place_bg=place[0], place_en=place[1], country="BG", starts_on=day, ends_on=day + timedelta(days=1),
            date_precision=Claim.Precision.DAY, is_fully_dated=True, changed_at=now,
        ))  # fmt: skip
        common = {"subject_kind": "edition", "subject_code": code, "source": source, "recorded_at": now}
        claims += [
            Claim(claim_id=f"measured{number:05}d", property="dates", as_published=f"{day}", starts_on=day,
                  ends_on=day + timedelta(days=1), date_precision=Claim.Precision.DAY, **common),
            Claim(claim_id=f"measured{number:05}o", property="organiser", as_published="HLSCB", **common),
        ]  # fmt: skip
    Edition.objects.bulk_create(editions)
    for claim in Claim.objects.bulk_create(claims):
        if claim.property == "organiser":
            mentions.append(Mention(claim=claim, body=chance.choice(bodies)))
    Mention.objects.bulk_create(mentions)
