"""The days after the initial load: who changes, how, and the message of each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.register.deeds import LOADED, Deed, Entry, Field, change, make_deed
from bench.register.messages import END, deed_xml, start

KINDS = {"managers": 40, "rename": 8, "move": 14, "capital": 10, "activity": 8, "form": 4, "branch": 2,
         "liquidation": 3, "insolvency": 1, "deletion": 5, "merger": 2, "division": 1, "reversal": 2}  # fmt: skip
_NEW = 0.12  # share of a day's deeds that are new companies
_CURRENT, _TWICE, _NEVER_ADDED = 0.10, 0.01, 0.01  # context repeated, a deed twice, something erased that never was


def working_days(count: int) -> Iterator[date]:
    """Mondays to Fridays after the initial load."""
    day = LOADED
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
            yield day


def write_days(folder: Path, *, seed: int, deeds: int, days: int, changes: int) -> dict[int, Deed]:
    """Write the change files; the deeds that changed or came about, by index, as they are at the end."""
    changed: dict[int, Deed] = {}
    rng = Random(f"life {seed}")
    newest = deeds
    for day in working_days(days):
        with (folder / f"{day:%Y%m%d}.xml").open("w", encoding="utf-8") as file:
            file.write(start(day))
            for _ in range(changes):
                if rng.random() < _NEW:
                    file.write(_arrival(changed, seed, newest, day, deeds))
                    newest += 1
                else:
                    index = rng.randrange(deeds)
                    deed = changed.setdefault(index, make_deed(seed, index, deeds))
                    file.write(_event(deed, day, rng, deeds))
            file.write(END)
    return changed


def _arrival(changed: dict[int, Deed], seed: int, index: int, day: date, total: int) -> str:
    """A company founded today: its whole life so far is one entry."""
    deed = make_deed(seed, index, total)
    deed.entries = [Entry(f"{day:%Y%m%d}{index % 240_000:06d}", day, deed.entries[0].fields)]
    for spells in (deed.names, deed.seats, deed.status, deed.capitals, deed.forms):
        spells[:] = [(day, spells[0][1])] if spells else []
    first = {found.kind: (found.record, found.value) for found in deed.entries[0].fields}
    deed.standing = {f"{kind}0001": told for kind, told in first.items()}
    deed.form = deed.forms[0][1] if deed.forms else deed.form
    deed.activity, deed.nace_code = first.get("activity", (0, None))[1], deed.nace_code if "nkid" in first else None
    deed.successors, deed.branches = [], []
    changed[index] = deed
    return deed_xml(deed, deed.entries)


def _event(deed: Deed, day: date, rng: Random, total: int) -> str:
    kind = _kind(deed, rng)
    entry = change(deed, kind, day, total)
    draw = rng.random()
    if draw < _CURRENT and "seat0001" in deed.standing:
        entry.fields.append(_repeated(deed, "seat", "Current"))
    elif draw < _CURRENT + _NEVER_ADDED and "name0001" in deed.standing:
        stranger = _repeated(deed, "name", "Erase")
        entry.fields.append(stranger._replace(record=stranger.record + 40, value="НИКОГА ВПИСВАНО"))
    status = "C" if deed.status[-1][1] in ("deleted", "merged") else "N"
    return deed_xml(deed, [entry], status) * (2 if rng.random() < _TWICE else 1)


def _kind(deed: Deed, rng: Random) -> str:
    """What happens to a company; where it cannot, other people manage it from now on."""
    status = deed.status[-1][1]
    (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
    cannot = (
        deed.is_sole_trader
        or status in ("deleted", "merged")
        or (kind == "liquidation" and status != "active")
        or (kind == "insolvency" and status == "insolvent")
        or (kind == "reversal" and status != "in_liquidation")
        or (kind == "form" and deed.form not in ("EOOD", "OOD"))
    )
    return "managers" if cannot else kind


def _repeated(deed: Deed, kind: str, operation: str) -> Field:
    record, value = deed.standing[f"{kind}0001"]
    return Field("MainCircumstances", "0001", kind, operation, record, value)
