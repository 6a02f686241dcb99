"""SPN-01, -05, -07, -09, -10: the programme, who has which role, editions in their order, dates that do not agree."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karta.portal.directory.models import Body, Claim, Contradiction, Edition, SeriesEntry
from karta.portal.directory.properties import ROLES
from karta.portal.rooms.events.models import Hall, Session, Speaker
from karta.portal.rooms.events.programme import services
from karta.portal.rooms.events.programme.services import Planned
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENT = "/en/events/spinoff-bulgaria-2024/"


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("kind", ["workshop", "panel", "discussion", "training"])
def test_spn_01_the_programme_shows_sessions_with_kind_time_room_speakers_and_partners(
    html: Any, steward: Any, kind: str
) -> None:
    edition = Edition.objects.get(code="spinoff-bulgaria-2024")
    hall = Hall.objects.create(edition=edition, name_bg="Форум „Джон Атанасов“", name_en="John Atanasoff Forum")
    who = Speaker.objects.create(edition=edition, name_bg="Ада Пример", name_en="Ada Example", consented_at=AT)
    begins = datetime(2024, 6, 20, 7, 30, tzinfo=UTC)
    planned = Planned(
        kind=kind, title_bg="Заседание", title_en="A session", starts_at=begins, ends_at=begins + timedelta(hours=1),
        hall_id=hall.pk, speakers=((who.pk, "speaker"),),
        partners=((Body.objects.get(code="cleantech").pk, "organiser"),),
    )  # fmt: skip
    services.add_session(edition_id=edition.pk, uid=uuid.uuid4(), planned=planned, by=steward, at=AT)
    services.publish(edition_id=edition.pk, session_id=None, by=steward, at=AT)
    page = html(f"{EVENT}programme/")
    cell = re.search(rf'<td class="ses k-{kind}">.*?</td>', page, re.DOTALL)
    assert cell is not None
    told = words(cell[0])
    for part in (
        "10:30–11:30",
        "John Atanasoff Forum",
        "A session",
        kind,
        "Ada Example",
        "Cleantech Bulgaria organiser",
    ):
        assert part in told, part
    assert "20 June 2024" in words(page)
    bulgarian = words(html("/bg/events/spinoff-bulgaria-2024/programme/"))
    for part in ("10:30–11:30", "Форум „Джон Атанасов“", "Заседание", "Ада Пример", "организатор"):
        assert part in bulgarian, part


@pytest.mark.usefixtures("loaded")
def test_spn_01_what_sources_name_stands_with_what_they_do_not_say(html: Any) -> None:
    page = html(f"{EVENT}programme/")
    parts = Edition.objects.get(code="spinoff-bulgaria-2024").sessions.all()
    assert len(parts) == 5
    for part in parts:
        assert f'href="/en/events/{part.code}/"' in page, part
    assert page.count("day, time and hall not announced") == 5
    assert not Session.objects.exists()  # nothing is made up beside it


@pytest.mark.usefixtures("loaded")
def test_spn_05_partners_stand_with_their_roles_and_one_body_has_several(html: Any) -> None:
    page = html(EVENT)
    shown = {
        label: re.findall(r"<li>(.*?)</li>", column, re.DOTALL)
        for label, column in re.findall(r"<h3>([^<]+?) <span>\d+</span></h3><ul>(.*?)</ul>", page, re.DOTALL)
    }
    for role in ("organiser", "co_organiser", "supporter", "partner"):
        claims = Claim.objects.public().filter(subject_kind="edition", subject_code="spinoff-bulgaria-2024",
                                               property=role, state="known")  # fmt: skip
        named = set(Body.objects.filter(claims__in=claims).values_list("name_en", flat=True))
        assert named, role
        column = " ".join(shown[str(ROLES[role])]).replace("&amp;", "&").replace("&#x27;", "'")
        assert [name for name in named if name not in column] == [], role
    columns = [label for label, members in shown.items() if "Cleantech Bulgaria" in " ".join(members)]
    assert columns == ["Co-organisers", "Partners"]


@pytest.mark.usefixtures("loaded")
def test_spn_07_an_edition_keeps_its_number_and_leads_to_the_ones_before_and_after(html: Any) -> None:
    entries = SeriesEntry.objects.filter(series__code="spinoff-bulgaria")
    numbers = dict(entries.values_list("edition__code", "number"))
    assert (numbers["spinoff-bulgaria-2023"], numbers["spinoff-bulgaria-2024"]) == (2, 3)
    assert Edition.objects.get(code="spinoff-bulgaria-2024").follows == Edition.objects.get(
        code="spinoff-bulgaria-2023"
    )
    later, earlier = html(EVENT), html("/en/events/spinoff-bulgaria-2023/")
    assert "edition no. 3" in words(later)
    assert "edition no. 2" in words(earlier)
    ways = [re.search(r'<nav class="eds".*?</nav>', page, re.DOTALL) for page in (earlier, later)]
    assert [re.findall(r'href="([^"]+)"', way[0]) for way in ways if way] == [
        ["/en/events/spinoff-bulgaria-2024/"], ["/en/events/spinoff-bulgaria-2023/"],
    ]  # fmt: skip
    assert "After not announced" in words(ways[1][0] if ways[1] else "")


@pytest.mark.usefixtures("loaded")
def test_spn_09_both_announced_dates_are_kept_with_their_source_and_one_is_preferred(html: Any) -> None:
    told = Contradiction.objects.get(requirement="TR01")
    days = {(claim.starts_on, claim.ends_on) for claim in told.claims.all() if claim.ends_on}
    assert days == {(date(2024, 6, 20), date(2024, 6, 21)), (date(2024, 6, 27), date(2024, 6, 28))}
    assert all(claim.source.code and claim.locator for claim in told.claims.all())
    assert told.preferred is not None
    assert told.preferred.starts_on == date(2024, 6, 20)
    page = html(EVENT)
    lines = re.findall(r'<li class="(shown|disagrees|agrees|not_possible)">(.*?)</li>', page, re.DOTALL)
    found = [(verdict, words(line)) for verdict, line in lines]
    assert any(verdict == "shown" and "20–21 June 2024" in line for verdict, line in found)
    assert any(verdict == "disagrees" and "27–28 June 2024" in line for verdict, line in found)
    assert html(f"{EVENT}programme/").count("20–21 June 2024") >= 1  # the programme stands under the preferred days


@pytest.mark.usefixtures("loaded")
def test_spn_10_a_next_edition_before_its_own_is_kept_as_written_and_flagged(html: Any) -> None:
    told = Contradiction.objects.get(requirement="TR02")
    printed = told.claims.get(method=Claim.Method.AS_PUBLISHED)
    assert (printed.starts_on, printed.ends_on) == (date(2023, 6, 27), date(2023, 6, 28))
    assert printed.as_published
    assert printed.withdrawn_at is None
    assert Edition.objects.get(code="spinoff-bulgaria-2023").starts_on == date(2023, 9, 28)
    lines = re.findall(r'<li class="not_possible">(.*?)</li>', html(EVENT), re.DOTALL)
    assert any("27–28 June 2023" in words(line) for line in lines)
