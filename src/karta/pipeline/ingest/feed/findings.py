"""What taking in messages can find, beyond what a source's own reader tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from karta.pipeline.ingest.feed.days import day_of
from karta.pipeline.tables import Finding, Severity
from karta.snapshot.database import connect

_SHOWN = 20  # subjects or days that a finding names
_KEY = "subject, part, field, item"


def repeated(source_id: str, logs: Sequence[Path]) -> list[Finding]:
    """One notice for each message in which the same change stands more than once."""
    found = []
    for log in logs:
        subjects = _column(
            f"SELECT DISTINCT subject FROM '{log}' GROUP BY {_KEY}, operation, entry HAVING count(*) > 1 ORDER BY 1"
        )
        if subjects:
            name = _message(log)
            found.append(
                _finding(
                    source_id, name, "repeated_deed", "notice", str(len(subjects)),
                    en=f"{name}: the same entries stand twice for {_some(subjects)}; they count once. Nothing to do.",
                    bg=f"{name}: едни и същи вписвания стоят два пъти за {_some(subjects)}; броят се веднъж. Не се "
                    "изисква действие.",
                )
            )  # fmt: skip
    return found


def erased_in_vain(source_id: str, fresh: Sequence[Path], logs: Sequence[Path]) -> list[Finding]:
    """One warning for each new message that erases what no message ever added. `logs` are all there are."""
    everything = ", ".join(repr(str(log)) for log in logs)
    found = []
    for log in fresh:
        erased = f"FROM '{log}' WHERE operation = 'Erase'"
        subjects = _column(
            f"SELECT DISTINCT subject FROM (SELECT {_KEY} {erased}) ANTI JOIN (SELECT {_KEY} FROM "
            f"read_parquet([{everything}]) WHERE operation = 'Add' AND subject IN (SELECT subject {erased})) "
            f"USING ({_KEY}) ORDER BY 1"
        )
        if subjects:
            name = _message(log)
            found.append(
                _finding(
                    source_id, name, "erase_without_add", "warning", str(len(subjects)),
                    en=f"{name}: fields are erased that no message added, for {_some(subjects)}; nothing was changed "
                    "by it. An earlier message may be missing: compare with the publisher's page.",
                    bg=f"{name}: заличават се полета, които никое съобщение не е добавяло, за {_some(subjects)}; нищо "
                    "не е променено. Може да липсва по-ранно съобщение: сравнете със страницата на издателя.",
                )
            )  # fmt: skip
    return found


def late(source_id: str, fresh: Sequence[str], known: Sequence[str]) -> list[Finding]:
    """One notice for each new message of a day before the last one that was taken in earlier. Names of messages."""
    last = max(map(day_of, known), default=None)
    if last is None:
        return []
    return [
        _finding(
            source_id, name, "late_message", "notice", day_of(name).isoformat(),
            en=f"{name}: the message came after that of {last}; entries count by their own dates, so the state is that "
            "of messages in order. Nothing to do.",
            bg=f"{name}: съобщението дойде след онова от {last}; вписванията се броят по собствените си дати, затова "
            "състоянието е като при съобщения поред. Не се изисква действие.",
        )
        for name in fresh
        if day_of(name) < last
    ]  # fmt: skip


def gap(source_id: str, missing: Sequence[date], confirmed: Path) -> list[Finding]:
    """An error where messages are missing: what happened on those days is not known, so nothing is published."""
    if not missing:
        return []
    days = _some([day.isoformat() for day in missing])
    return [
        _finding(
            source_id, "manifest.yml", "days_missing", "error", str(len(missing)),
            en=f"{source_id}: there is no message for {days}; fetch what is missing. Where the publisher has none, "
            f"write the day into {confirmed}, one a line, and fetch again.",
            bg=f"{source_id}: няма съобщение за {days}; изтеглете липсващото. Ако издателят няма такова, запишете деня "
            f"в {confirmed}, по един на ред, и изтеглете отново.",
        )
    ]  # fmt: skip


def _some(told: Sequence[str]) -> str:
    more = len(told) - _SHOWN
    return ", ".join(told[:_SHOWN]) + (f" (+{more})" if more > 0 else "")


def _message(log: Path) -> str:
    return log.name.removeprefix("log-").rpartition("-")[0] + ".xml"


def _column(query: str) -> list[str]:
    with connect() as con:
        return [row[0] for row in con.execute(query).fetchall()]


def _finding(source_id: str, locator: str, code: str, severity: Severity, value: str, *, en: str, bg: str) -> Finding:
    return Finding(
        source_id=source_id, record_id=None, locator=locator, column=None, value=value, severity=severity, code=code,
        message_en=en, message_bg=bg,
    )  # fmt: skip
