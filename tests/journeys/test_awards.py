"""An award in both languages: the team opens it, an applicant drafts, submits and gets a receipt; the jury is asked,
assigned, scores without names, deliberates, decides and signs; winners are published. Beside it the steps, the
templates and a mentor's hour.

Every page passes axe and fits a phone; public pages work without scripts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from journeys.conftest import PASSWORD, Enter
from live import LivePortal
from portal.awards.conftest import pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SETUP = """
import sys
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.utils import timezone
from karta.portal.directory.models import Body, Edition, PublicRole
from karta.portal.platform.services import give_consent
now = timezone.now()
for language in ("bg", "en"):
    Edition.objects.create(code=f"award-{language}", kind="award", name_bg=f"Награда {language}",
                           name_en=f"Award {language}", changed_at=now)
    for name in ("ana", "stoyan", "vera", "maria"):  # the last one has a public role
        address = f"{name}-{language}@example.org"
        user = get_user_model().objects.create_user(f"{name}-{language}", email=address, password=sys.argv[1])
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    give_consent(purpose="public_role", by=user, at=now)
    PublicRole.objects.create(user=user, body=Body.objects.get(code="hlscb"), name_bg=sys.argv[2 + (language == "en")],
                              name_en=f"Maria {language}", title_bg="Ментор", title_en="Mentor", asked_at=now,
                              confirmed_at=now)
"""
CLOSE = """
import sys
from datetime import timedelta
from django.utils import timezone
from karta.portal.rooms.awards.models import Award
now = timezone.now()
Award.objects.filter(edition__code=sys.argv[1]).update(opens_at=now - timedelta(hours=1),
                                                       closes_at=now - timedelta(minutes=6))
"""
WORDS = {
    "bg": {"kept": "Черновата е запазена", "receipt": "Разписка: кандидатура № 1", "won": "отличена, място 1",
           "names": "Първият преглед е анонимен", "both": "Публикувани са 2 списъка", "mentor": "Мария Първа",
           "kept_review": "Черновата е запазена", "author": "автор"},
    "en": {"kept": "Draft kept at", "receipt": "Receipt: entry no. 1", "won": "winner, place 1",
           "names": "The first review is without names", "both": "2 lists were published", "mentor": "Maria en",
           "kept_review": "The draft is kept", "author": "author"},
}  # fmt: skip


@pytest.fixture(scope="module")
def ready(portal: LivePortal) -> LivePortal:
    """The portal with its facts, an award a language and the people of this journey."""
    portal.run_code(SETUP, PASSWORD, WORDS["bg"]["mentor"], "Мария Втора")
    return portal


def fill_moment(page: Page, name: str, at: datetime) -> None:
    """A day and a clock time in Sofia, as one types them."""
    here = at.astimezone(ZoneInfo("Europe/Sofia"))
    page.fill(f"[name={name}_day]", f"{here:%Y-%m-%d}")
    page.fill(f"[name={name}_clock]", f"{here:%H:%M:%S}")


def the_jury_decides(team: Page, enter: Enter, clean: Any, language: str) -> None:
    """From the round as the room handed it over to the decision that is issued; `team` is at the round's page."""
    words, led = WORDS[language], team.url
    review = led.replace("/team/review/", "/review/")
    clean(team)
    team.click("form[action$='/open/'] button")
    assert team.locator(".msg, [role=status]").count()  # how ties are broken was not said
    team.click("[aria-labelledby=h-rules] summary")
    team.select_option("[name=tie_1]", "criteria")
    team.fill("[name=reviews_per_entry]", "2")
    team.click("form[action$='/rules/'] button")
    team.click("form[action$='/open/'] button")
    team.wait_for_selector("form[action$='/close/']")
    clean(team)

    # three are asked; the applicant is one of them, and accepts as the others do
    team.goto(f"{led}jurors/")
    clean(team)
    for name in ("stoyan", "vera", "ana"):
        team.fill("[name=email]", f"{name}-{language}@example.org")
        team.fill("[name=name]", name.title())
        team.click("[aria-labelledby=h-ask] button.pri")
        team.wait_for_selector(f"td:has-text('{name}-{language}@'), th:has-text('{name}-{language}@')")
    clean(team)
    jurors = {name: enter(f"{name}-{language}@example.org") for name in ("stoyan", "vera", "ana")}
    for juror in jurors.values():
        juror.goto(f"{review.rsplit('/', 2)[0]}/")
        clean(juror)
        juror.click("main h2 a")
        juror.fill("[name=terms]", "lasers, surgery")
        juror.click("form.card button.pri")
        juror.wait_for_selector("[name=agrees]")  # without agreeing nobody is a juror, and nothing typed is lost
        assert juror.input_value("[name=terms]") == "lasers, surgery"
        clean(juror)
        juror.check("[name=agrees]")
        juror.click("form.card button.pri")
        juror.wait_for_url(review)
        clean(juror)

    # who stands behind an entry never reviews it; the plan is a draft until it is released
    team.goto(f"{led}conflicts/")
    assert words["author"] in team.locator("table").inner_text().lower()
    clean(team)
    team.goto(f"{led}conflicts/check/?email=ana-{language}@example.org")
    clean(team)
    team.goto(f"{led}assignment/")
    clean(team)
    team.click("form:not([action]) button")
    team.wait_for_selector("button[value=release]", timeout=60_000)
    clean(team)
    stoyan, vera, ana = jurors.values()
    stoyan.reload()
    assert stoyan.locator("table").count() == 0
    team.click("button[value=release]")
    team.wait_for_selector("[name=take_back]")
    clean(team)
    ana.reload()
    assert ana.locator("table").count() == 0

    # reviews: drafts keep themselves, what is missing is named, nobody's name is seen, others' words neither
    for juror, points in ((stoyan, 4), (vera, 5)):
        juror.reload()
        clean(juror)
        juror.click("table a")
        assert "Zelen" not in juror.locator("main").inner_text()
        clean(juror)
        entry = juror.url
        juror.fill("[name=reasons]", f"It cuts with light, {points}.")
        juror.wait_for_selector("[data-draft-state]:not(:empty)")
        assert words["kept_review"] in juror.locator("[data-draft-state]").inner_text()
        juror.reload()
        juror.click("button[value=submit]")
        juror.wait_for_selector("[role=alert]")
        assert juror.input_value("[name=reasons]") == f"It cuts with light, {points}."
        clean(juror)
        for group in juror.locator(".rv-points:has(input[name^=points])").all():
            group.locator(f"input[value='{points}']").check()
        juror.check("input[name=verdict][value=accept]")
        juror.click("button[value=submit]")
        juror.wait_for_url(review)
        juror.goto(entry)
        clean(juror)
    assert "It cuts with light, 4." not in vera.locator("main").inner_text()
    assert ana.goto(entry).status == 404
    assert vera.goto(f"{review}deliberation/best_bulgarian/").status == 404
    team.goto(led)
    team.click("form[action$='/close/'] button")
    team.wait_for_selector("form[action$='/close/']", state="detached")

    # the jury deliberates and signs what the chair wrote; the author among them hears nothing of her entry
    vera.goto(review)
    vera.click("[aria-labelledby=h-del] a[href$='best_bulgarian/']")
    vera.click("main details summary")
    assert "It cuts with light, 4." in vera.locator("main").inner_text()
    vera.click("button[value=yes]")
    vera.fill("[name=text]", "A clear origin, proved by a patent.")
    vera.click("form[action$='/minutes/'] button")
    vera.wait_for_selector("text=A clear origin")
    clean(vera)
    ana.goto(vera.url)
    assert "It cuts with light" not in ana.content()
    clean(ana)
    team.goto(f"{led}results/best_bulgarian/")
    clean(team)
    with team.expect_download() as download:
        team.click("a[href$='scores.xlsx']")
    assert download.value.path().read_bytes()[:2] == b"PK"
    team.fill("[name^=place-]", "1")
    team.fill("[name=reasons]", "Both reviews and the vote say so.")
    team.click("[aria-labelledby=h-decide] button.pri")
    team.click("form[action$='/issue/'] button")  # two signatures are missing
    team.wait_for_selector("form[action$='/issue/']")
    for juror in (stoyan, vera):
        juror.goto(f"{review}deliberation/best_bulgarian/")
        juror.click("form[action$='/sign/'] button")
        juror.wait_for_selector("form[action$='/sign/']", state="detached")
        clean(juror)
    team.reload()
    clean(team)
    team.click("form[action$='/issue/'] button")
    team.wait_for_selector("form[action$='/issue/']", state="detached")
    clean(team)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_an_award_from_its_opening_to_its_winners(
    ready: LivePortal, enter: Enter, clean: Any, chromium: Browser, tmp_path: Path, language: str
) -> None:
    words, code = WORDS[language], f"award-{language}"
    home = f"{ready.url}/{language}/awards/"
    team, ana = enter("steward"), enter(f"ana-{language}@example.org")
    now = datetime.now(UTC)

    # the team opens it, to the second
    team.goto(f"{ready.url}/{language}/team/awards/")
    clean(team)
    team.click(f"a[href$='/team/awards/{code}/']")
    fill_moment(team, "opens_at", now - timedelta(minutes=1))
    fill_moment(team, "closes_at", now - timedelta(minutes=2))
    team.click("form button.pri")
    assert team.locator("[role=alert] a").count() == 1  # the deadline is before the opening
    clean(team)
    fill_moment(team, "closes_at", now + timedelta(hours=2))
    team.click("form button.pri")
    team.wait_for_selector("[aria-labelledby=h-entries]")
    clean(team)
    team.click(f"a[href$='/team/awards/{code}/questions/']")
    clean(team)

    # the applicant begins; the draft keeps itself
    ana.goto(f"{home}{code}/")
    clean(ana)
    ana.click("main form button.pri")
    ana.wait_for_url("**/awards/entries/*/")
    clean(ana)
    ana.fill("[name=name]", "Zelen Lazer")
    ana.wait_for_selector("[data-draft-state]:not(:empty)")
    assert words["kept"] in ana.locator("[data-draft-state]").inner_text()
    ana.reload()
    assert ana.input_value("[name=name]") == "Zelen Lazer"

    # what is missing is named at its field, and nothing that was typed is lost
    ana.check("input[value=best_bulgarian]")
    for field in ana.locator("form[data-draft] textarea").all()[:4]:
        field.fill("We at Zelen Lazer cut with light.")
    ana.click("button[value=submit]")
    ana.wait_for_selector("[role=alert]")
    assert ana.input_value("form[data-draft] textarea >> nth=0") == "We at Zelen Lazer cut with light."
    clean(ana)
    for kind in ("deck", "blind"):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(pdf("A laser for surgery"))
        ana.set_input_files(f"[name={kind}]", path)
    ana.click("button[value=submit]")
    ana.wait_for_selector("[name=sure]")
    assert words["names"] in ana.locator("main").inner_text()
    clean(ana)
    for field in ana.locator("form[data-draft] textarea").all()[:4]:
        field.fill("Light cuts without heat.")
    ana.click("button[value=submit]")
    ana.wait_for_url("**/receipts/1/")
    assert ana.locator("h1").inner_text() == words["receipt"]
    clean(ana)
    receipt = ana.url
    ana.goto(f"{home}entries/")
    clean(ana)

    # the deadline passes; the team hands over, the jury decides, winners are published
    ready.run_code(CLOSE, code)
    ana.goto(receipt.replace("receipts/1/", ""))
    assert ana.locator("form[data-draft]").count() == 0
    clean(ana)
    team.goto(f"{ready.url}/{language}/team/awards/{code}/")
    with team.expect_download() as download:
        team.click("a[href$='entries.xlsx']")
    assert download.value.path().read_bytes()[:2] == b"PK"
    team.click("form[action$='/hand-over/'] button")
    team.click("a[href*='/team/review/']:not(nav a)")
    team.wait_for_url("**/team/review/*/")
    the_jury_decides(team, enter, clean, language)
    team.goto(f"{ready.url}/{language}/team/awards/{code}/")
    clean(team)
    team.click("form[action$='/publish/'] button")
    ana.reload()
    assert words["won"] in ana.locator("[aria-labelledby=h-outcome]").inner_text()
    clean(ana)

    # anybody reads who won, without scripts
    context = chromium.new_context(java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(f"{home}{code}/")
    assert "Zelen Lazer" in visitor.locator("[aria-labelledby=h-best_bulgarian]").inner_text()
    visitor.goto(f"{home}best-spinoff-2023/")
    assert words["both"] in visitor.locator("[aria-labelledby=h-best_bulgarian]").inner_text()
    context.close()


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_applicants_room(ready: LivePortal, enter: Enter, clean: Any, language: str) -> None:
    home = f"{ready.url}/{language}"
    ana, maria, team = enter(f"ana-{language}@example.org"), enter(f"maria-{language}@example.org"), enter("steward")
    for path in ("awards/", "awards/best-spinoff-2023/", "awards/best-spinoff-2024/", "applicants/", "aliases/"):
        ana.goto(f"{home}/{path}")
        clean(ana)
    ana.goto(f"{home}/applicants/")
    with ana.expect_download() as download:
        ana.click("aside a[href$='pitch.docx']")
    assert download.value.suggested_filename == f"pitch-{language}.docx"

    # a mentor offers an hour, and the applicant books it
    maria.goto(f"{home}/applicants/hours/")
    clean(maria)
    maria.fill("[name=about_bg]", "Патенти и лицензи.")
    maria.fill("[name=about_en]", "Patents and licences.")
    maria.click("form[action$='/mentor/'] button")
    maria.wait_for_selector("form[action$='/offer/']")
    clean(maria)
    fill_moment(maria, "starts_at", datetime.now(UTC).replace(minute=0, second=0) + timedelta(days=3))
    maria.fill("[name=place]", "Sofia Tech Park, room 3")
    maria.click("form[action$='/offer/'] button")
    ana.goto(f"{home}/applicants/mentors/")
    clean(ana)
    ana.click(f"main section:has-text('{WORDS[language]['mentor']}') a.btn.sm")
    clean(ana)
    ana.fill("[name=topic]", "A licence from our university.")
    ana.click("form.card button.pri")
    ana.wait_for_url("**/applicants/hours/")
    assert "Sofia Tech Park" in ana.locator("[aria-labelledby=h-booked]").inner_text()
    clean(ana)
    maria.reload()
    assert "A licence from our university." in maria.locator("[aria-labelledby=h-offered]").inner_text()
    clean(maria)
    ana.click("form[action$='/cancel/'] button")
    ana.wait_for_selector("form[action$='/cancel/']", state="detached")

    # a curator sees who joined Mikar21 with Micar21, and where to take it back
    team.goto(f"{home}/aliases/")
    clean(team)
    team.click("li:has-text('Mikar21') a.btn")
    team.wait_for_url("**/part/")
    clean(team)
