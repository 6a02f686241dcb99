"""The programme page of 120 sessions, made anew for each visitor: how long it takes, how much is sent."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from bench.measure import Figure, percentile
from bench.portal.load import Asked, steady
from bench.served import demo_data, served

CODE = "measured-programme"
SESSIONS, HALLS, DAYS = 120, 5, 3
SECONDS, TRIED_SECONDS = 60, 10
RATE = 10.0  # requests a second, half of them in each language
AT_MOST_MS, AT_MOST_KB = 150.0, 200.0


def fill() -> None:
    """A conference of three days: 120 sessions in five halls, two speakers and a partner each. Needs Django."""
    from karta.portal.directory.models import Body, Edition
    from karta.portal.rooms.events.models import Hall, Session, SessionPartner, SessionSpeaker, Speaker, Track

    at, first = datetime(2026, 11, 23, 12, tzinfo=UTC), date(2031, 3, 26)
    edition = Edition.objects.create(
        code=CODE, kind="conference", name_bg="Измерена конференция", name_en="Measured conference", starts_on=first,
        ends_on=first + timedelta(days=DAYS - 1), date_precision="day", is_fully_dated=True, changed_at=at,
    )  # fmt: skip
    halls, tracks = (
        [model.objects.create(edition=edition, name_bg=f"{bg} {number}", name_en=f"{en} {number}", position=number)
         for number in range(HALLS)]
        for model, bg, en in ((Hall, "Зала", "Hall"), (Track, "Направление", "Track"))
    )  # fmt: skip
    body = Body.objects.create(code="measured-partner", name_bg="Измерен партньор", name_en="Measured partner")
    kinds = [kind for kind in Session.Kind.values if kind != Session.Kind.BREAK]
    for number in range(SESSIONS):
        slot, hall = divmod(number, HALLS)
        day, hour = divmod(slot, SESSIONS // HALLS // DAYS)
        begins = datetime(2031, 3, 26 + day, 7 + hour, tzinfo=UTC)
        session = Session.objects.create(
            uid=uuid.uuid4(), edition=edition, hall=halls[hall], track=tracks[number % HALLS],
            kind=kinds[number % len(kinds)], title_bg=f"От науката към пазара: сесия {number}",
            title_en=f"From science to the market: session {number}", starts_at=begins,
            ends_at=begins + timedelta(minutes=50), state="published", changed_at=at, about_bg="За сесията. " * 20,
            about_en="About the session. " * 20,
        )  # fmt: skip
        for position in range(2):
            speaker = Speaker.objects.create(
                edition=edition, name_bg=f"Лектор {number} {position}", name_en=f"Speaker {number} {position}",
                affiliation_bg="Измерен университет", affiliation_en="Measured university", consented_at=at,
            )  # fmt: skip
            SessionSpeaker.objects.create(session=session, speaker=speaker, position=position)
        SessionPartner.objects.create(session=session, body=body)


def figures(is_tried: bool) -> list[Figure]:
    """Over a portal that keeps no pages."""
    with demo_data() as data, served(data, KARTA_PAGE_CACHE="off") as portal:
        portal.run_code("from bench.spinoff.programme import fill\nfill()")
        return _measured(portal.url, TRIED_SECONDS if is_tried else SECONDS)


def _measured(url: str, seconds: int) -> list[Figure]:
    paths = [f"/{language}/events/{CODE}/programme/" for language in ("bg", "en")]
    host = url.removeprefix("http://")
    steady(host, [Asked("programme", path) for path in paths * 4], 2.0)
    answers = steady(host, [Asked("programme", paths[n % 2]) for n in range(int(RATE * seconds))], RATE)
    times = [one.milliseconds for one in answers]
    wrong = sum(one.is_error or one.is_kept for one in answers)
    what = f"programme of {SESSIONS} sessions, {RATE:g}/s for {seconds} s"
    return [
        Figure(f"{what}, p95", percentile(times, 0.95), "ms", AT_MOST_MS),
        Figure(f"{what}, median", percentile(times, 0.5), "ms"),
        Figure(f"{what}, answers that are not 200, of {len(answers):,}", wrong, "", 0),
        *_sent(url, paths),
    ]


def _sent(url: str, paths: list[str]) -> list[Figure]:
    """A first visit with all that it fetches, and the page itself, each compressed."""
    from playwright.sync_api import sync_playwright

    from bench.portal.browser import chromium, sent_kb

    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for path in paths:
            sent = sent_kb(browser, url + path)
            language = path[1:3]
            made.append(Figure(f"sent for a first visit, {language}", sum(sent.values()), "kB", AT_MOST_KB))
            made.append(Figure(f"of it the page itself, {language}", sent[url + path], "kB"))
        browser.close()
    return made
