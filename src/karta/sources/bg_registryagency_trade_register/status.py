"""The state of a company over time: gone counts before insolvent, that before in liquidation, that before active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from karta.pipeline.ingest.feed.fold import Spell

CLOSED = ("deleted", "merged")
# Forms of transformation after which the company that is transformed is no more.
_ENDING = ("Influx", "Fusion", "Division", "ChangeLegalForm", None)

State = tuple[date, date | None, str]  # since, until (None: now), status


def is_over(closures: Sequence[Spell]) -> bool:
    """Whether an entry that ends something stands."""
    return any(spell.valid_to is None for spell in closures)


def status_spells(
    main: Mapping[str, Sequence[Spell]], parts: Mapping[str, Mapping[str, Sequence[Spell]]], itself: Mapping[str, str]
) -> list[State]:
    """(since, until, status), oldest first, the last one holding now; at least one."""
    days = {spell.valid_from for spells in main.values() for spell in spells if spell.field != "deed"}
    days |= {spell.valid_to for spells in main.values() for spell in spells if spell.valid_to and spell.field != "deed"}
    days = days or {spell.valid_from for spells in main.values() for spell in spells}
    gone = "merged" if _has_heirs(parts) else "deleted"
    changes: list[tuple[date, str]] = []
    for day in sorted(days):
        status = _status_on(main, day, gone)
        if not changes or changes[-1][1] != status:
            changes.append((day, status))
    if itself.get("status") in ("C", "L") and changes[-1][1] not in CLOSED:
        # The file is closed, and no entry says why or when: since the message that told so.
        changes.append((max(changes[-1][0], main["deed"][-1].valid_from), gone))
    ends = [since for since, _ in changes[1:]]
    return [(since, until, status) for (since, status), until in zip(changes, [*ends, None], strict=True)]


def _status_on(main: Mapping[str, Sequence[Spell]], day: date, gone: str) -> str:
    if _holds(main.get("deletion", ()), day):
        return gone
    if _is_running(main.get("insolvency", ()), main.get("insolvency_end", ()), (), day):
        return "insolvent"
    stops = [spell for spell in main.get("liquidation_stop", ()) if spell.value == "end"]
    if _is_running(main.get("liquidation", ()), stops, main.get("liquidation_again", ()), day):
        return "in_liquidation"
    return "active"


def _holds(spells: Sequence[Spell], day: date) -> bool:
    return any(spell.valid_from <= day and (spell.valid_to is None or day < spell.valid_to) for spell in spells)


def _is_running(begun: Sequence[Spell], ended: Sequence[Spell], resumed: Sequence[Spell], day: date) -> bool:
    """Whether a procedure was begun or resumed later than it was last ended, among the entries that hold on a day."""
    started = [spell.entry for spell in (*begun, *resumed) if _holds([spell], day)]
    stopped = [spell.entry for spell in ended if _holds([spell], day)]
    return bool(started) and max(started) > max(stopped, default="")


def _has_heirs(parts: Mapping[str, Mapping[str, Sequence[Spell]]]) -> bool:
    for part, spells in parts.items():
        if part.startswith("V") and is_over(spells.get("successor", ())):
            form = next((spell.value for spell in spells.get("conversion", ()) if spell.valid_to is None), None)
            if form in _ENDING:
                return True
    return False
