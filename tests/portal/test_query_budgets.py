"""Every public page asks the database as often with three things of each kind as with one.

A new public address needs a line in PAGES: its address here, or why it lists nothing. `more` makes one more of
everything that a public page may list; a room with a new kind of thing adds it there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from karta.portal.directory.models import (
    AliasMerge,
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
from karta.portal.rooms.awards.models import Award, Mentor, Slot
from karta.portal.rooms.events.afterwards.models import Answer, Author, Consent, Deck, Picture, Round
from karta.portal.rooms.events.models import Hall, Session, SessionPartner, SessionSpeaker, Speaker, Track
from karta.portal.rooms.investors.models import Offer as InvestorsOffer
from karta.portal.rooms.members.models import Kind, Membership
from karta.portal.rooms.news.models import NewsItem
from karta.portal.rooms.spinoffs.models import Decision, SpinOff
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import change, item, standing, text
from portal.shipped import load_facts
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
    "afterwards:gallery": "events/budget/gallery/", "afterwards:picture": f"events/budget/gallery/{UUID(int=1)}/",
    "afterwards:library": "events/budget/slides/", "afterwards:results": "events/budget/feedback/",
    "events:calendar": "events/budget.ics", "events:series": "events/series/budget/",
    "events:programme": "events/budget/programme/", "events:programme_calendar": "events/budget/programme.ics",
    "events:session": "events/budget/programme/7777/", "events:session_calendar": "events/budget/programme/7777.ics",
    "events:speakers": "events/budget/speakers/",
    "projects:list": "projects/", "projects:project": "projects/budget/", "projects:regions": "partner-regions/",
    "projects:region": "partner-regions/budget/",
    "facts:contradictions": "contradictions/", "facts:contradiction": "contradictions/budget/",
    "contact:form": "contact/", "contact:sent": "contact/sent/",
    "people:list": "people/", "members:list": "members/", "members:csv": "members/members.csv",
    "investors:showcase": "investors/", "investors:csv": "investors/companies.csv",
    "spinoffs:goal": "spinoffs/", "spinoffs:download": "spinoffs/list.csv", "spinoffs:feed": "spinoffs/feed.atom",
    "spinoffs:profile": "spinoffs/companies/budget/", "spinoffs:propose": "spinoffs/propose/",
    "spinoffs:proposed": "spinoffs/proposed/",
    "profiles:offers": "offers/", "profiles:offers_csv": "offers/offers.csv",
    "aliases:list": "aliases/", "awards:list": "awards/", "awards:award": "awards/budget-award/",
    "awards:guide": "applicants/", "awards:mentors": "applicants/mentors/",
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
    "awards:template": "a document from a list that ships",
    "api-keys": A_FORM, "saved:new": A_FORM, "saved:subscribe": A_FORM,
    "registration:register": A_FORM, "registration:sent": A_FORM, "registration:confirm": OF_ONE,
    "registration:mine": OF_ONE, "registration:ticket": OF_ONE, "registration:pdf": OF_ONE,
    "registration:calendar": OF_ONE, "registration:choose": OF_ONE, "registration:details": OF_ONE,
    "registration:wait": OF_ONE, "registration:accept": OF_ONE, "registration:leave": OF_ONE,
    "registration:door": OF_ONE, "registration:check-in": OF_ONE, "registration:worker": "a script",
    "registration:ticket-list": OF_ONE, "registration:scans": OF_ONE,
    "first-password": OF_ONE, "key-confirm": OF_ONE, "key-manage": OF_ONE, "events:speaker": OF_ONE,
    "saved:alert": OF_ONE, "saved:confirm": OF_ONE, "saved:feed": OF_ONE, "saved:manage": OF_ONE, "saved:view": OF_ONE,
    "afterwards:deck": "one file", "afterwards:yours": OF_ONE, "afterwards:own-file": OF_ONE,
    "afterwards:agree": OF_ONE, "afterwards:withdraw": OF_ONE, "afterwards:answer": OF_ONE,
    "afterwards:certificates": A_FORM, "afterwards:certificate": "one certificate", "afterwards:take": OF_ONE,
    "afterwards:take-pdf": OF_ONE, "afterwards:speaker-pdf": OF_ONE,
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
    load_facts()
    named = {"name_bg": "Мярка", "name_en": "Budget"}
    Edition.objects.create(code="budget", kind="conference", changed_at=AT, **named, **_dated(date(2030, 1, 1)))
    whole = Edition.objects.get(code="budget")
    Session.objects.create(pk=7777, edition=whole, kind="talk", title_en="Budget", state="published", changed_at=AT,
                           starts_at=AT, ends_at=AT + timedelta(hours=1))  # fmt: skip
    Series.objects.create(code="budget", **named)
    Project.objects.create(code="budget", changed_at=AT, **named)
    Region.objects.create(code="budget", country="BG", **named)
    Contradiction.objects.create(
        code="budget", kind="conflict", subject_kind="edition", subject_code="budget", property="dates",
        title_bg="Мярка", title_en="Budget",
    )  # fmt: skip
    Kind.objects.create(code="budget", **named)
    Edition.objects.create(code="budget-award", kind="award", changed_at=AT, **named, **_dated(date(2030, 1, 1)))
    SpinOff.objects.create(code="budget", made_at=AT, changed_at=AT, **named)
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
    _awards(number, body, other)
    project = Project.objects.create(code=f"p{number}", name_bg="Проект", name_en="Project", changed_at=AT)
    for code in ("budget", project.code):
        _claim(number, "project", code, "partner", body, other)
        _claim(number, "project", code, "coordinator", other)
        _claim(number, "project", code, "start", **_dated(date(2024, number, 1)))
    _offers(number)
    _afterwards(number)
    _spin_offs(number)


def _afterwards(number: int) -> None:
    """Pictures, slides and feedback of the event."""
    whole = Edition.objects.get(code="budget")
    Picture.objects.create(
        uid=UUID(int=number), edition=whole, position=number, widths=[[480, 320]], sha256=f"{number:064}",
        alt_bg="Мярка", alt_en="Budget", credit="Nobody", licence="cc-by-4.0", people="nobody", added_at=AT,
        published_at=AT,
    )  # fmt: skip
    session = Session.objects.create(
        edition=whole, kind="talk", title_bg="Беседа", title_en="Talk", state="published", changed_at=AT
    )
    speaker = Speaker.objects.create(edition=whole, name_bg="Някой", name_en="Somebody", consented_at=AT)
    deck = Deck.objects.create(
        edition=whole, session=session, title_bg="Мярка", title_en="Budget", language="en", file="slides/none",
        name="a.pdf", size=1, sha256=f"{number:064}", added_at=AT,
    )  # fmt: skip
    Consent.objects.create(author=Author.objects.create(deck=deck, speaker=speaker), licence="read", given_at=AT)
    Round.objects.get_or_create(edition=whole, defaults={"asked_at": AT, "closes_at": AT, "invited": 9})
    for about in (None, session):
        for _ in range(5):
            Answer.objects.create(
                edition=whole, session=about, stars=4, language="en", batch=number, words="said", words_state="shown",
                public_words="Said.",
            )  # fmt: skip


def _spin_offs(number: int) -> None:
    """Companies of the list with claims, decisions, and a winner that nobody took up."""
    made = SpinOff.objects.create(
        code=f"spin{number}", name_bg="Спин", name_en="Spin", org_id=ORGANISATIONS[number - 1], made_at=AT,
        changed_at=AT, state="verified",
    )  # fmt: skip
    for one in (made, SpinOff.objects.get(code="budget")):
        Decision.objects.create(spin_off=one, what="verified", evidence="read", at=AT)
        for about in ("origin", "founding", "stage", "funding"):
            _claim(number, "spinoff", one.code, about, value="university", **_dated(date(2010 + number, 1, 1)))
    _claim(number, "edition", f"e{number}", "winner", Body.objects.get(code=f"out{number}"))


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
    _programme(number, whole, body)
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


def _programme(number: int, whole: Edition, body: Body) -> None:
    """A session with its hall and track, and whoever speaks and carries that one and the one of the budget's page."""
    named = {"name_bg": f"Име {number}", "name_en": f"Name {number}"}
    hall, track = (model.objects.create(edition=whole, **named) for model in (Hall, Track))
    begins = datetime(2030, 1, 1, 6 + number, tzinfo=UTC)
    made = Session.objects.create(
        edition=whole, kind="talk", title_en=f"Session {number}", state="published", changed_at=AT, hall=hall,
        track=track, starts_at=begins, ends_at=begins + timedelta(hours=1),
    )  # fmt: skip
    for session in (made, Session.objects.get(pk=7777)):
        speaker = Speaker.objects.create(edition=whole, body=body, consented_at=AT, **named)
        SessionSpeaker.objects.create(session=session, speaker=speaker)
        SessionPartner.objects.create(session=session, body=body)


def _awards(number: int, body: Body, other: Body) -> None:
    """An award that takes entries, a list of winners, a joining of names, a mentor with an hour."""
    made = Edition.objects.create(
        code=f"award{number}", kind="award", name_bg="Награда", name_en="Award", changed_at=AT,
        **_dated(date(2030, 2, number)),
    )  # fmt: skip
    Award.objects.create(edition=made, opens_at=AT, closes_at=AT + timedelta(days=9000), made_at=AT)
    for code in ("budget-award", made.code):
        claim = _claim(number, "edition", code, "winner", body, other)
    merge = AliasMerge.objects.create(body=body, written=f"B{number}", reason_bg="защото", reason_en="because", at=AT)
    merge.claims.add(claim)
    user = get_user_model().objects.create_user(f"mentor{number}")
    give_consent(purpose=PURPOSE, by=user, at=AT)
    name = {"name_bg": "Мария", "name_en": "Maria", "title_bg": "Ментор", "title_en": "Mentor"}
    role = PublicRole.objects.create(user=user, body=body, asked_at=AT, confirmed_at=AT, **name)
    mentor = Mentor.objects.create(role=role, about_bg="Патенти", about_en="Patents", language="bg", made_at=AT)
    hour = AT + timedelta(days=9000, hours=number)
    Slot.objects.create(mentor=mentor, starts_at=hour, ends_at=hour + timedelta(minutes=30), place="x", made_at=AT)


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
