"""An investor's path in both languages: filters who is open to investment, joins, marks interest, asks for an
introduction, leaves a note, reads what was released, sees events. Beside it the company's side and the team's.

Every page passes axe and fits a phone; the public page works without scripts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from journeys.conftest import PASSWORD, Enter
from live import LivePortal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PEOPLE = """
import sys
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.utils import timezone
from karta.explore.filters import Filter
from karta.explore.rows import organisations
from karta.portal.directory.models import Representative
from karta.portal.platform.snapshots import current_snapshot
from karta.portal.rooms.investors.models import Offer
companies = organisations(current_snapshot(), Filter(kind=("company",)), limit=3).items
today = timezone.now().date()
Offer.objects.create(org_id=companies[2].org_id, stage="growth", use="market", text_bg="Растем.", text_en="We grow.",
                     valid_until=today + timedelta(days=9), published_at=timezone.now())
for language, company in zip(("bg", "en"), companies):
    for name in ("ana", "asen", "maria"):
        address = f"{name}-{language}@example.org"
        user = get_user_model().objects.create_user(f"{name}-{language}", email=address, password=sys.argv[1])
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        if name == "maria":
            now = timezone.now()
            said = {"asked_at": now, "proven_at": now, "proof": "steward"}
            Representative.objects.create(user=user, org_id=company.org_id, **said)
    print(company.org_id)
"""
WORDS = {
    "bg": {"stage": "Начален етап", "open": "Отворени за инвестиции", "other": "зряло дружество"},
    "en": {"stage": "Seed", "open": "Open to investment", "other": "mature company"},
}


@pytest.fixture(scope="module")
def orgs(portal: LivePortal) -> dict[str, str]:
    """The portal with its facts and people: language → the company whose side is walked in it."""
    return dict(zip(("bg", "en"), portal.run_code(PEOPLE, PASSWORD).split(), strict=True))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_an_investor_walks_the_path_of_the_requirements(
    portal: LivePortal, orgs: dict[str, str], enter: Enter, clean: Any, chromium: Browser, tmp_path: Path,
    language: str,
) -> None:  # fmt: skip
    words, org = WORDS[language], orgs[language]
    home = f"{portal.url}/{language}/investors/"
    maria, ana, team = enter(f"maria-{language}@example.org"), enter(f"ana-{language}@example.org"), enter("steward")

    # the company says what it looks for and keeps a document that nobody may open yet
    maria.goto(f"{home}company/")
    maria.wait_for_url(f"**/company/{org}/")
    clean(maria)
    maria.goto(f"{home}company/{org}/offer/")
    clean(maria)
    maria.select_option("[name=stage]", "seed")
    maria.fill("[name=amount_min_eur]", "200000")
    maria.fill("[name=amount_max_eur]", "100000")
    maria.fill("[name=text_bg]", "Търсим партньор за изпитвания.")
    maria.fill("[name=text_en]", "We look for a partner for trials.")
    maria.evaluate(
        "document.querySelector('[name=valid_until]').value = new Date(Date.now() + 864e6).toISOString().slice(0, 10)"
    )
    maria.click("form.card button.pri")
    assert maria.locator("[role=alert] a").count() == 1  # swapped ends are said
    maria.fill("[name=amount_max_eur]", "500000")
    maria.click("form.card button.pri")
    maria.wait_for_url(f"**/company/{org}/")
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(PDF)
    maria.fill("[name=title]", "Plan")
    maria.set_input_files("[name=file]", plan)
    maria.click("form[enctype] button")
    maria.wait_for_url("**/investors/documents/*/")
    paper = maria.url
    clean(maria)

    # anybody finds the company, without scripts
    context = chromium.new_context(java_script_enabled=False)
    visitor = context.new_page()
    visitor.goto(home)
    assert visitor.locator("h1").inner_text() == words["open"]
    visitor.check(f"label:has-text('{words['stage']}') input")
    visitor.click("form.card button.pri")
    assert "stage=seed" in visitor.url
    assert visitor.locator(f".inv-row h2 a[href*='{org}']").count() == 1
    visitor.goto(f"{home}?stage=mature")
    assert visitor.locator(".inv-row").count() == 0
    assert words["other"] in visitor.locator(".chip").inner_text()
    visitor.click(".empty a.btn")  # the filter to drop
    assert visitor.locator(f".inv-row h2 a[href*='{org}']").count() == 1
    assert visitor.locator(".ev-row").count() >= 5  # the event showcase
    context.close()

    # the investor asks for a seat; the team lets them in
    ana.goto(home)
    clean(ana)
    ana.click("h1 + p a.pri")
    ana.wait_for_url("**/join/")
    clean(ana)
    ana.fill("[name=name]", "Ana Investor")
    ana.fill("[name=organisation]", f"Fund {language}")
    ana.fill("[name=reason]", "Seed rounds in biotechnology.")
    ana.check("[name=terms]")
    ana.click("form.card button.pri")
    team.goto(f"{portal.url}/{language}/team/investors/")
    clean(team)
    team.click(f"tr:has-text('Fund {language}') th a")
    clean(team)
    team.click("form:has([name=investor]) button.pri")
    team.wait_for_selector(".tag.ok")

    # interest, a note, an introduction
    ana.goto(home)
    ana.click(f".inv-row:has(a[href*='{org}']) .asks a")
    ana.wait_for_url(f"**/organisations/{org}/")
    clean(ana)
    ana.click("form[action$='/interest/'] button")
    ana.fill("[name=text]", "Ask about the patent.")
    ana.click("form[action$='/notes/'] button")
    assert "Ask about the patent." in ana.locator(".note-item").inner_text()
    ana.fill("[name=words]", "We would like to see your plan.")
    ana.click("form[action$='/introduction/'] button")
    assert ana.locator("form[action$='/withdraw/']").count() == 1
    clean(ana)

    # the team asks the company, which agrees and releases its document to this person
    team.goto(f"{portal.url}/{language}/team/investors/?tab=introductions")
    clean(team)
    team.click(f"tr:has-text('Fund {language}') th a")
    clean(team)
    team.click("form[action$='/put/'] button")
    team.wait_for_selector("form[action$='/put/']", state="detached")
    maria.goto(f"{home}company/{org}/")
    assert f"Fund {language}" in maria.locator("main").inner_text()
    assert "Ana Investor" not in maria.locator("main").inner_text()
    clean(maria)
    maria.click("button[value=agree]")
    assert "Ana Investor" in maria.locator("main").inner_text()
    maria.goto(paper)
    maria.select_option("[name=seat]", label=f"Fund {language} · Ana Investor")
    maria.click("form[action$='/release/'] button")

    # the document opens for the investor, and the company sees that it was opened
    ana.goto(f"{home}desk/")
    clean(ana)
    with ana.expect_download() as download:
        ana.click("a:has-text('Plan')")
    assert download.value.path().read_bytes() == PDF
    assert download.value.suggested_filename == "plan.pdf"
    maria.goto(paper)
    assert f"Fund {language}" in maria.locator("[aria-labelledby=h-log] table").inner_text()
    clean(maria)

    # somebody else has nothing of it
    other = enter(f"asen-{language}@example.org")
    assert other.goto(f"{paper}file/").status == 404
    assert "/join/" in other.goto(f"{home}organisations/{org}/").url
