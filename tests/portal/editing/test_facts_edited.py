"""Editors change events, projects and claims: nothing that was said is lost, nobody overwrites another."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from karta.portal.directory import facts
from karta.portal.directory.models import Body, Change, Claim, Contradiction, Edition, Project, Series
from karta.portal.editing import services
from karta.portal.platform.models import AuditLine
from karta.portal.platform.rules import EDITOR
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENT = "/en/team/facts/edition/innopro-2023/"
SOURCE = {"source": "home-page", "locator": "line 87"}


def editor(name: str = "editor") -> Client:
    user = get_user_model().objects.create_user(name, password="x" * 20)
    user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def loaded(settings: Any) -> facts.Facts:
    settings.ALLOWED_HOSTS, settings.RATE_LIMITS = ["testserver"], None
    load_facts()
    return facts.read()


@pytest.fixture
def team(loaded: facts.Facts) -> Client:
    return editor()


def words(html: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.content.decode()).split())


def filled(client: Client, address: str, **changed: Any) -> dict[str, Any]:
    """What the form of a page would send, with some of it changed."""
    form = client.get(address).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value is True:
            sent[bound.name] = "on"
        elif value not in (None, False, ""):
            sent[bound.name] = getattr(value, "pk", value)
    return sent | changed


def errors(reply: Any, field: str) -> str:
    assert reply.status_code == 422, reply.status_code
    return " ".join(reply.context["form"].errors[field])


def test_an_event_is_entered_dated_and_seen_by_readers(team: Client) -> None:
    sent = {"kind": "forum", "name_bg": "Форум за здравни данни", "name_en": "Health data forum", "is_online": "on",
            "registration": "https://hdf.bg/register", "series_0": "spinoff-bulgaria", "number_0": "4",
            "reason": "Notice of the organiser"}  # fmt: skip
    made = team.post("/en/team/facts/edition/new/", sent)
    assert made["Location"] == "/en/team/facts/edition/health-data-forum/"
    claim = {
        "new_source": "Notice of the forum",
        "address": "https://hdf.bg/",
        "locator": "page 4",
        "reason": "As said",
        "as_published": "14 май 2027, 10 ч.",
        "starts": "14.05.2027",
        "starts_at": "10:00",
        "ends_at": "17:30",
    }
    done = team.post(f"{made['Location']}claim/dates/", claim)
    assert done["Location"] == made["Location"]
    edition = Edition.objects.get(code="health-data-forum")
    assert (edition.starts_on, edition.date_precision) == (date(2027, 5, 14), "part_of_day")
    assert edition.starts_at == datetime(2027, 5, 14, 7, tzinfo=UTC)
    shown = words(Client().get("/en/events/health-data-forum/"))
    assert "coming" in shown
    assert "14 May 2027" in shown
    assert "Notice of the forum, page 4" in shown
    assert "10:00–17:30" in shown
    assert "Health data forum" in words(Client().get("/en/events/series/spinoff-bulgaria/"))
    told = AuditLine.objects.exclude(by=None).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["fact.created", "claim.added"]


def test_two_who_enter_one_name_at_one_moment_get_a_code_each(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"name_bg": "Седмица на данните", "name_en": "Data week", "reason": "Announced"}
    assert team.post("/en/team/facts/series/new/", sent)["Location"] == "/en/team/facts/series/data-week/"
    choose, seen = services.free_code, []

    def free_code(model: Any, name: str) -> str:
        """What it said before the other one's series was there; then what it says."""
        seen.append(name)
        return "data-week" if len(seen) == 1 else choose(model, name)

    monkeypatch.setattr(services, "free_code", free_code)
    assert editor("other").post("/en/team/facts/series/new/", sent)["Location"] == "/en/team/facts/series/data-week-2/"
    assert Series.objects.filter(code__startswith="data-week").count() == 2


def test_por_08_a_corrected_text_keeps_the_old_one_with_day_and_reason(team: Client) -> None:
    old = Edition.objects.get(code="innopro-2023").place_en
    done = team.post(EVENT, filled(team, EVENT, place_en="Bucharest", reason="The hotel moved it"))
    assert done.status_code == 302
    shown = words(Client().get("/en/events/innopro-2023/"))
    assert re.search(rf"Corrections .*before: {re.escape(old)} now: Bucharest Reason: The hotel moved it", shown)
    change = Change.objects.get()
    assert (change.before, change.after) == ({"place_en": old}, {"place_en": "Bucharest"})
    team.post(f"/en/team/facts/changes/{change.pk}/undo/")
    assert Edition.objects.get(code="innopro-2023").place_en == old
    assert "Bucharest" not in words(Client().get("/en/events/innopro-2023/"))
    assert "Bucharest" in words(team.get(EVENT))
    assert [one.action for one in AuditLine.objects.exclude(by=None).order_by("pk")] == ["fact.edited", "fact.undone"]


def test_two_people_edit_and_the_second_is_told_and_loses_nothing(team: Client) -> None:
    other = editor("other")
    mine = filled(team, EVENT, name_en="My name", reason="Mine")
    theirs = filled(other, EVENT, name_en="Their name", reason="Theirs")
    assert team.post(EVENT, mine).status_code == 302
    refused = other.post(EVENT, theirs)
    assert refused.status_code == 409
    said = words(refused)
    assert "editor changed this at" in said
    assert "Name, in English: My name → Their name" in said
    assert 'value="Their name"' in refused.content.decode()
    assert Edition.objects.get(code="innopro-2023").name_en == "My name"
    again = {**theirs, "seen": refused.context["form"].data["seen"]}
    assert other.post(EVENT, again).status_code == 302
    assert Edition.objects.get(code="innopro-2023").name_en == "Their name"
    assert Change.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"registration": "#"}, "registration", "The link “Link to registration” has no target."),
        ({"registration": "insert URL"}, "registration", "insert URL"),
        ({"about_en": "Programme: TBC"}, "about_en", "“Programme: TBC”"),
        ({"about_en": "More information HERE"}, "about_en", "“HERE” promises a link and has none."),
        ({"name_bg": "Форум за kомпании"}, "name_bg", "The word “kомпании” mixes two alphabets"),
        ({"about_bg": "This text is English and stands in the wrong box"}, "about_bg", "This is not Bulgarian"),
        ({"name_bg": "", "name_en": ""}, "name_bg", "Write it in one language at least."),
        ({"reason": ""}, "reason", "required"),
        ({"is_online": "on"}, "is_online", "It is online, or it has a place"),
        ({"series_0": "innopro", "series_1": "innopro"}, "series_1", "in this series already"),
    ],
)  # fmt: skip
def test_por_09_what_may_not_be_published_is_refused_at_its_field(
    team: Client, changed: dict[str, str], field: str, said: str
) -> None:
    reply = team.post(EVENT, {**filled(team, EVENT, reason="Because"), **changed})
    assert said in errors(reply, field)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"starts": "soon"}, "starts", "“soon” is no date"),
        ({"starts": "2023-11-16", "ends": "2023-11-10"}, "ends", "The last day is before the first."),
        ({"starts": "2023-11", "ends": "2023-11-10"}, "ends", "as exactly as each other"),
        ({"starts": ""}, "starts", "Write a date"),
        ({"starts": "2023", "starts_at": "10:00"}, "starts_at", "Hours belong to a day"),
        ({"starts": "2023", "is_unknown": "on"}, "is_unknown", "A date is written"),
        ({"starts": "2023-11-16", "source": ""}, "source", "Choose a source"),
        ({"starts": "2023-11-16", "note_en": "TODO ask"}, "note_en", "TODO"),
        ({"starts": "2023-11-16", "as_published": "8001010008"}, "as_published", "personal number"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused_at_its_field(
    team: Client, changed: dict[str, str], field: str, said: str
) -> None:
    reply = team.post(f"{EVENT}claim/dates/", {**SOURCE, "reason": "Because", **changed})
    assert said in errors(reply, field)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"starts": "2024"}, (date(2024, 1, 1), date(2024, 12, 31), "year")),
        ({"starts": "2024-03"}, (date(2024, 3, 1), date(2024, 3, 31), "month")),
        ({"starts": "3 март 2024"}, (date(2024, 3, 3), date(2024, 3, 3), "day")),
        ({"starts": "2024-03-03", "ends": "2024-03-05"}, (date(2024, 3, 3), date(2024, 3, 5), "day")),
        ({"starts": "2024-03-03", "is_open": "on"}, (date(2024, 3, 3), None, "day")),
        ({"ends": "2024-03-05", "is_open": "on"}, (None, date(2024, 3, 5), "day")),
        ({"starts": "2024-03-03", "starts_at": "09:00"}, (date(2024, 3, 3), date(2024, 3, 3), "part_of_day")),
        ({"is_unknown": "on"}, (None, None, "unknown")),
    ],
)  # fmt: skip
def test_x_03_dates_are_kept_as_exactly_as_they_are_said_beside_the_printed_text(
    team: Client, sent: dict[str, str], read: tuple[Any, ...]
) -> None:
    printed = "around then, they say"
    team.post("/en/team/facts/edition/hadea-visit-plovdiv/claim/dates/",
              {**SOURCE, **sent, "as_published": printed, "reason": "A letter"})  # fmt: skip
    claim = Claim.objects.get(as_published=printed)
    assert (claim.starts_on, claim.ends_on, claim.date_precision) == read


def test_x_05_a_claim_that_disagrees_leads_to_a_choice_with_a_reason(team: Client) -> None:
    done = team.post(f"{EVENT}claim/dates/", {**SOURCE, "starts": "2023-11-20", "reason": "A newer notice"})
    assert done["Location"] == f"{EVENT}disagreement/dates/"
    assert Edition.objects.get(code="innopro-2023").starts_on == date(2023, 11, 20)
    assert "Claims do not agree." in words(team.get(EVENT))
    page = team.get(done["Location"])
    older = Claim.objects.filter(subject_code="innopro-2023", property="dates", starts_on=date(2023, 11, 16))[0]
    assert str(older.pk) in page.content.decode()
    assert "needs a reason" in errors(team.post(done["Location"], {"kind": "conflict"}), "reason_bg")
    chosen = team.post(done["Location"], {"kind": "conflict", "claim": older.pk, "reason_en": "The venue says so."})
    made = Contradiction.objects.get(subject_code="innopro-2023", property="dates")
    assert chosen["Location"] == f"/en/contradictions/{made.code}/"
    assert (made.preferred, made.claims.count(), made.title_en[:5]) == (older, 3, "Date:")
    assert Edition.objects.get(code="innopro-2023").starts_on == date(2023, 11, 16)
    shown = words(Client().get("/en/events/innopro-2023/"))
    assert "The venue says so." in shown
    assert "disagrees" in shown
    third = team.post(f"{EVENT}claim/dates/", {**SOURCE, "starts": "2023-11-25", "reason": "One more"})
    assert third["Location"] == f"/en/contradictions/{made.code}/"
    assert made.claims.count() == 4


def test_a_misread_claim_is_corrected_and_the_choice_follows_it(team: Client) -> None:
    one = Contradiction.objects.get(code="tr01-spinoff-2024-dates")
    old = one.preferred
    assert old is not None
    address = f"/en/team/facts/claims/{old.pk}/correct/"
    done = team.post(address, filled(team, address, ends="2024-06-22", reason="It says 22"))
    assert done.status_code == 302
    one.refresh_from_db()
    old.refresh_from_db()
    new = one.preferred
    assert new is not None
    assert (new.corrects, new.method, new.ends_on) == (old, "corrected", date(2024, 6, 22))
    assert old.withdrawn_at is not None
    assert Edition.objects.get(code="spinoff-bulgaria-2024").ends_on == date(2024, 6, 22)
    shown = words(Client().get("/en/events/spinoff-bulgaria-2024/"))
    assert "before: 20–21 June 2024 now: 20–22 June 2024" in shown
    assert "Reason: It says 22" in shown
    twice = editor("late").post(address, filled(team, EVENT, reason="x"))
    assert twice["Location"].endswith("/edition/spinoff-bulgaria-2024/")
    change = Change.objects.get(kind="corrected")
    team.post(f"/en/team/facts/changes/{change.pk}/undo/")
    one.refresh_from_db()
    assert one.preferred == old
    assert Edition.objects.get(code="spinoff-bulgaria-2024").ends_on == date(2024, 6, 21)


def test_a_list_of_partners_is_entered_by_name_and_a_withdrawn_one_no_longer_counts(team: Client) -> None:
    address = "/en/team/facts/project/veles/claim/partner/"
    sent = {**SOURCE, "bodies": "Biocat, BioRegion of Catalonia\nClub of Somebody", "reason": "From their page"}
    assert "“Club of Somebody”" in errors(team.post(address, sent), "bodies")
    assert team.post(address, {**sent, "may_make": "on"}).status_code == 302
    made = Body.objects.get(code="club-of-somebody")
    assert made.kind == Body.Kind.UNRESOLVED
    assert "Club of Somebody" in words(Client().get("/en/projects/veles/"))
    claim = Claim.objects.get(mentions__body=made)
    assert [one.body.code for one in claim.mentions.all()] == ["biocat", made.code]
    before = Project.objects.get(code="veles").changed_at
    team.post(f"/en/team/facts/claims/{claim.pk}/withdraw/", {"reason": "Their page says nothing of it"})
    project = words(Client().get("/en/projects/veles/"))
    assert "Who takes part" in project
    assert "Their page says nothing of it" in project
    assert "Club of Somebody" not in project.partition("Corrections")[0]
    assert Project.objects.get(code="veles").changed_at > before
    team.post(f"/en/team/facts/changes/{Change.objects.get(kind='withdrawn').pk}/undo/")
    assert "Club of Somebody" in words(Client().get("/en/projects/veles/"))


@pytest.mark.parametrize(
    ("number", "unit", "kept"),
    [("over 30", "organisations", (30, None)), ("about 23 million", "EUR", (22_500_000, 23_500_000)),
     ("15", "organisations", (15, 15))],
)  # fmt: skip
def test_figures_keep_their_bound(team: Client, number: str, unit: str, kept: tuple[Any, Any]) -> None:
    address = "/en/team/facts/project/veles/claim/budget/"
    assert "holds no number" in errors(team.post(address, {**SOURCE, "number": "many", "reason": "x"}), "number")
    team.post(address, {**SOURCE, "number": number, "unit": unit, "as_published": number, "reason": "x"})
    claim = Claim.objects.get(as_published=number, property="budget", source__code="home-page")
    assert (claim.value_min, claim.value_max) == kept


def test_what_people_changed_stays_when_the_shipped_facts_are_loaded_again(team: Client, loaded: facts.Facts) -> None:
    team.post(EVENT, filled(team, EVENT, name_en="Their own name", reason="They asked"))
    claim = Claim.objects.filter(subject_code="innopro-2023", property="dates")[0]
    address = f"/en/team/facts/claims/{claim.pk}/correct/"
    team.post(address, filled(team, address, starts="2023-11-18", ends="2023-11-19", reason="Misread"))
    counts = facts.load(loaded, at=datetime(2026, 12, 1, tzinfo=UTC))
    assert (counts["written"], counts["gone"], counts["dates"]) == (0, 0, 0)
    assert Edition.objects.get(code="innopro-2023").starts_on == date(2023, 11, 18)
    del loaded["editions"]["innopro-2023"]
    for code in [code for code, one in loaded["contradictions"].items() if one["about"] == "edition/innopro-2023"]:
        del loaded["contradictions"][code]
    facts.load(loaded, at=datetime(2026, 12, 2, tzinfo=UTC))
    kept = Edition.objects.get(code="innopro-2023")
    assert (kept.name_en, kept.starts_on) == ("Their own name", date(2023, 11, 18))


def test_what_something_stands_on_cannot_be_taken_back_and_an_empty_subject_can(team: Client) -> None:
    team.post("/en/team/facts/series/new/", {"name_en": "A week", "reason": "They asked"})
    created = Change.objects.get()
    team.post("/en/team/facts/series/a-week/claim/target/", {**SOURCE, "number": "100", "unit": "organisations",
                                                             "reason": "Their aim"})  # fmt: skip
    said = words(team.post(f"/en/team/facts/changes/{created.pk}/undo/", follow=True))
    assert "something later stands on it" in said
    assert Series.objects.filter(code="a-week").exists()
    team.post(f"/en/team/facts/changes/{Change.objects.get(kind='claimed').pk}/undo/")
    gone = team.post(f"/en/team/facts/changes/{created.pk}/undo/")
    assert gone["Location"] == "/en/team/facts/?kind=series"
    assert not Series.objects.filter(code="a-week").exists()


def test_the_list_finds_in_either_alphabet_and_says_which_language_lacks(team: Client) -> None:
    team.post("/en/team/facts/series/new/", {"name_en": "A week", "reason": "They asked"})
    found = team.get("/en/team/facts/?kind=project&q=велес").context["page"].object_list
    assert [row.subject.code for row in found] == ["veles"]
    lacking = team.get("/en/team/facts/?kind=series&lacking=1").context["page"].object_list
    assert [(row.subject.code, row.lacks) for row in lacking] == [("a-week", ["bg"])]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_for_three_as_for_one(team: Client, count: int, django_assert_max_num_queries: Any) -> None:
    for number in range(count):
        team.post(f"{EVENT}claim/partner/", {**SOURCE, "bodies": f"Body {number}", "may_make": "on", "reason": "x"})
    with django_assert_max_num_queries(25):
        team.get(EVENT)
    with django_assert_max_num_queries(22):
        Client().get("/en/events/innopro-2023/")
    with django_assert_max_num_queries(8):
        team.get("/en/team/facts/")


def test_editors_only(loaded: facts.Facts) -> None:
    reader = get_user_model().objects.create_user("reader", password="x" * 20)
    client = Client()
    assert client.get("/en/team/facts/").status_code == 302
    client.force_login(reader)
    assert client.get(EVENT).status_code == 403
    assert client.post(EVENT, {}).status_code == 403
