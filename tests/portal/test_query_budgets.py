"""Every public page asks the database as often with three things of each kind as with one.

A new public address needs a line in PAGES: its address here, or why it lists nothing. `more` makes one more of
everything that a public page may list; a room with a new kind of thing adds it there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from karta.portal.directory.facts import load_shipped
from karta.portal.directory.models import (
    Body,
    Choice,
    Claim,
    Contradiction,
    Edition,
    Mention,
    Project,
    PublicRole,
    Region,
    Series,
    SeriesEntry,
    Source,
)
from karta.portal.directory.profiles.models import Offer as ProfileOffer
from karta.portal.directory.public_roles.rules import PURPOSE
from karta.portal.platform.services import give_consent
from karta.portal.rooms.investors.models import Offer as InvestorsOffer
from karta.portal.rooms.members.models import Kind, Membership
from karta.portal.rooms.news.models import NewsItem
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import change, item, standing, text
from portal.test_who_may_what import addresses
from portal.url_table import rule_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOPHARMA = "bg-eik-831902088"
MOST = 30  # queries of any page

# Name of a URL → its address below the language, or the reason why it lists nothing that grows.
OF_ONE, A_FORM, A_SHEET = "opened by a link of its own", "a form", "written row by row from the snapshot"
A_PART = "a part of a page, from the snapshot alone"
PAGES = {
    "home:page": "", "news:list": "news/", "news:csv": "news/items.csv", "news:feed": "news/feed.atom",
    "news:search": "search/?q=nomer", "wagtail_serve": "news/budget/",
    "events:list": "events/", "events:feed": "events.ics", "events:edition": "events/budget/",
    "events:calendar": "events/budget.ics", "events:series": "events/series/budget/",
    "projects:list": "projects/", "projects:project": "projects/budget/", "projects:regions": "partner-regions/",
    "projects:region": "partner-regions/budget/",
    "facts:contradictions": "contradictions/", "facts:contradiction": "contradictions/budget/",
    "contact:form": "contact/", "contact:sent": "contact/sent/",
    "people:list": "people/", "members:list": "members/", "members:csv": "members/members.csv",
    "investors:showcase": "investors/", "investors:csv": "investors/companies.csv",
    "profiles:offers": "offers/", "profiles:offers_csv": "offers/offers.csv",
    "explorer:organisation": f"organisations/{SOPHARMA}/", "explorer:organisations": "organisations/",
    "explorer:claims": f"organisations/{SOPHARMA}/claims.csv", "explorer:map": "map/", "explorer:embed": "map/embed/",
    "explorer:charts": "map/charts/", "explorer:charts_csv": "map/charts.csv",
    "explorer:compare": "map/compare/?of=district:SOF&of=district:PDV",
    "explorer:compare_csv": "map/compare.csv?of=district:SOF&of=district:PDV",
    "explorer:place_list": "places/", "explorer:place_page": "places/PDV/",
    "explorer:sector_list": "sectors/", "explorer:sector": "sectors/21/", "explorer:segment": "segments/hospital/",
    "explorer:sources": "sources/", "explorer:source": "sources/bg_hlscb_home_page/",
    "explorer:findings": "sources/bg_hlscb_home_page/findings.csv", "explorer:method": "method/",
    "explorer:method_note": "method/note/", "explorer:method_file": "method/note.md",
    "explorer:publications": "changes/", "explorer:report": "map/report/?district=PDV",
    "explorer:aggregate_proof": "map/proof/?measure=revenue&statistic=sum",
    "explorer:proof_organisations": "map/proof/organisations/?measure=revenue&statistic=sum",
    "explorer:proof_csv": "map/proof/organisations.csv?measure=revenue&statistic=sum",
    "explorer:suggestions": "organisations/suggestions/?q=sof", "explorer:feed": "map/feed.atom",
    "directory:propose": f"corrections/new/{SOPHARMA}/",
}  # fmt: skip
WITHOUT = {
    "api-keys": A_FORM, "saved:new": A_FORM, "saved:subscribe": A_FORM,
    "first-password": OF_ONE, "key-confirm": OF_ONE, "key-manage": OF_ONE, "saved:alert": OF_ONE,
    "saved:confirm": OF_ONE, "saved:feed": OF_ONE, "saved:manage": OF_ONE, "saved:view": OF_ONE,
    "explorer:export": A_SHEET, "explorer:report_pdf": A_SHEET,
    "explorer:place": A_PART, "explorer:proof_bars": A_PART, "explorer:changes": "two snapshots side by side",
    "explorer:proof": "one figure of the snapshot",
    "nameless en/segments/": "leads on",
}  # fmt: skip


def public_pages() -> set[str]:
    """Names of what visitors open in a language."""
    found = addresses(get_resolver().url_patterns)
    return {name for name, path in found if rule_of(name) == "public" and path.startswith("/en/")}


def test_every_public_page_has_a_budget_or_a_reason() -> None:
    told = set(PAGES) | set(WITHOUT)
    assert (sorted(public_pages() - told), sorted(told - public_pages())) == ([], [])


def test_no_page_asks_more_often_for_three_things_than_for_one(client: Client, demo: Snapshot) -> None:
    begin()
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            more(number)
        counts.append({name: asked(client, f"/en/{path}") for name, path in PAGES.items()})
    assert counts[0] == counts[1]
    assert {name: count for name, count in counts[1].items() if count > MOST} == {}


def asked(client: Client, path: str) -> int:
    """Queries of a page whose process is warm."""
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
        _ = answer.getvalue()  # a streamed one asks while it is read
    return len(found)


def begin() -> None:
    """What pages of one thing are about."""
    load_shipped()
    named = {"name_bg": "Мярка", "name_en": "Budget"}
    Edition.objects.create(code="budget", kind="conference", changed_at=AT, **named, **_dated(date(2030, 1, 1)))
    Series.objects.create(code="budget", **named)
    Project.objects.create(code="budget", changed_at=AT, **named)
    Region.objects.create(code="budget", country="BG", **named)
    Contradiction.objects.create(
        code="budget", kind="conflict", subject_kind="edition", subject_code="budget", property="dates",
        title_bg="Мярка", title_en="Budget",
    )  # fmt: skip
    Kind.objects.create(code="budget", **named)
    item("en", title="Budget", body=[text("<p>Something.</p>")], date="2026")


def _dated(day: date) -> dict[str, Any]:
    return {"starts_on": day, "ends_on": day, "date_precision": "day", "is_fully_dated": True}


def more(number: int) -> None:
    """One more of everything."""
    _news(number)
    region = Region.objects.create(code=f"r{number}", name_bg="Регион", name_en="Region", country="BG")
    body, other = (
        Body.objects.create(code=f"{code}{number}", name_bg=f"Тяло {code}", name_en=f"Body {code}", region=one)
        for code, one in (("in", Region.objects.get(code="budget")), ("out", region))
    )
    _events(number, body, other)
    project = Project.objects.create(code=f"p{number}", name_bg="Проект", name_en="Project", changed_at=AT)
    for code in ("budget", project.code):
        _claim(number, "project", code, "partner", body, other)
        _claim(number, "project", code, "coordinator", other)
        _claim(number, "project", code, "start", **_dated(date(2024, number, 1)))
    _offers(number)


def _news(number: int) -> None:
    source = item(title=f"Номер {number}", kind="call", date="2026-11-01", body=[text("<p>Софарма АД и други.</p>")])
    item("en", title=f"Nomer {number}", kind="call", date="2026-11-01", translates=source)
    change(source, reason="поправка", summary="Друго.")
    only = item("en", title=f"Only nomer {number}", date="2026", body=[text("<p>Sopharma AD.</p>")])
    assert only.mentions.exists()
    standing("en", title=f"Standing nomer {number}", show_in_menus=True)
    change(NewsItem.objects.get(slug="budget"), reason="again", summary=f"Something {number}.")


def _events(number: int, body: Body, other: Body) -> None:
    whole, series = Edition.objects.get(code="budget"), Series.objects.get(code="budget")
    for code, part_of in ((f"e{number}", None), (f"s{number}", whole)):
        made = Edition.objects.create(
            code=code, kind="forum", name_bg="Форум", name_en="Forum", changed_at=AT, part_of=part_of, country="BG",
            **_dated(date(2030, 1, number)),
        )  # fmt: skip
        SeriesEntry.objects.create(series=series, edition=made, number=number)
        _claim(number, "edition", code, "dates", **_dated(date(2030, 1, number)))
        _claim(number, "edition", code, "organiser", body, other)
    dates = _claim(number, "edition", "budget", "dates", **_dated(date(2030, 1, number)))
    for told in ("organiser", "partner", "award_winners", "participants"):
        _claim(number, "edition", "budget", told, body, other)
    for code in ("budget", f"c{number}"):
        found, _ = Contradiction.objects.get_or_create(
            code=code,
            defaults={"kind": "conflict", "subject_kind": "edition", "subject_code": "budget", "property": "dates",
                      "title_bg": "Мярка", "title_en": "Budget"},
        )  # fmt: skip
        found.claims.add(dates)
        Choice.objects.create(contradiction=found, claim=dates, reason_bg="защото", reason_en="because", at=AT)


def _claim(number: int, kind: str, code: str, about: str, *bodies: Body, **values: Any) -> Claim:
    values.pop("is_fully_dated", None)
    made = Claim.objects.create(
        claim_id=f"{Claim.objects.count():016x}", subject_kind=kind, subject_code=code, property=about,
        as_published=f"said {number}", source=_source(number), recorded_at=AT, **values,
    )  # fmt: skip
    for position, body in enumerate(bodies):
        Mention.objects.create(claim=made, body=body, position=position, as_written=body.name_en)
    return made


def _source(number: int) -> Source:
    titles = {"title_bg": f"Извор {number}", "title_en": f"Source {number}"}
    return Source.objects.get_or_create(code=f"source-{number}", defaults=titles)[0]


def _offers(number: int) -> None:
    """Members, offers and needs of organisations of the map."""
    org_id = ORGANISATIONS[number - 1]
    Membership.objects.create(
        kind=Kind.objects.get(code="budget"), org_id=org_id, state="standing", asked_at=AT, name_bg=f"Член {number}",
        name_en=f"Member {number}",
    )  # fmt: skip
    texts = {"text_bg": "Мярка", "text_en": "Budget"}
    InvestorsOffer.objects.create(
        org_id=org_id, stage="seed", use="market", valid_until=date(2099, 1, 1), published_at=AT, **texts
    )
    for one in {org_id, SOPHARMA}:
        _role(f"role-{number}-{one}", one)
        ProfileOffer.objects.create(
            org_id=one, key=f"k{number}", kind="offer", theme="other", title_bg="Мярка", title_en="Budget",
            since=AT.date(), confirmed=AT.date(), **texts,
        )  # fmt: skip


def _role(name: str, org_id: str) -> None:
    """A person shown by a public role."""
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org")
    give_consent(purpose=PURPOSE, by=user, at=AT)
    PublicRole.objects.create(
        user=user, org_id=org_id, name_bg="Някой", name_en="Somebody", title_bg="Роля", title_en="Role", asked_at=AT,
        confirmed_at=AT,
    )  # fmt: skip


ORGANISATIONS = (SOPHARMA, "bg-eik-103267194", "org-tj64kdls2bt5pc32")
