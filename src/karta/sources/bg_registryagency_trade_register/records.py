"""Spells of one deed → its records: the company as it is, what it was before, and its open branches."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from karta.pipeline.ingest.feed.fold import Spell
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.tables import Former, Name, Record, Relation
from karta.sources.bg_registryagency_trade_register.status import CLOSED, is_over, status_spells

_BRANCH = "B2_Branch/"
_COUNTRIES = {"BGR": "BG"}
Spells = dict[str, list[Spell]]


def deed_records(eik: str, found: Sequence[Spell], raw: Raw) -> list[Record]:
    """The company's record, if it has a name, and one for each branch that has a number and was not closed."""
    parts: dict[str, Spells] = defaultdict(lambda: defaultdict(list))
    for spell in found:
        parts[spell.part][spell.field].append(spell)
    main = parts[""]
    company = _company(eik, main, parts, raw)
    branches = [_branch(eik, part, spells) for part, spells in sorted(parts.items()) if part.startswith(_BRANCH)]
    return [record for record in (company, *branches) if record is not None]


def _company(eik: str, main: Spells, parts: dict[str, Spells], raw: Raw) -> Record | None:
    itself = json.loads(main["deed"][-1].value or "{}") if main["deed"] else {}
    names = list(_names(eik, main, itself))
    if not names:
        return None
    statuses = status_spells(main, parts, itself)
    seat, nkid, activity, form, capital = (
        _now(main[field]) for field in ("seat", "nkid", "activity", "legal_form", "capital")
    )
    told = {"legal_form": form, "address": seat, "description": activity, "nace_code": nkid, "capital": capital}
    return Record(
        key=eik,
        locator=_at(eik),
        names=names,
        identifiers=[("eik", eik)],
        legal_form=raw.lookup("legal_form", (form.value if form else itself.get("form")) or None),
        unit_kind="legal_unit",
        status=statuses[-1][2],
        **_place(seat),
        nace_code=nkid.value if nkid else None,
        nace_origin="declared" if nkid else None,
        founded=_founded(main, itself),
        description=activity.value if activity else None,
        capital=_money(capital),
        relations=list(_relations(parts, statuses)),
        since=[*((name, spell.valid_from) for name, spell in told.items() if spell), ("status", statuses[-1][0])],
        former=list(_former(eik, main, statuses, raw)),
        recorded_at=max(spell.learned_on for spells in main.values() for spell in spells),
    )


def _now(spells: Sequence[Spell]) -> Spell | None:
    """The spell that holds, or None."""
    return spells[-1] if spells and spells[-1].valid_to is None and spells[-1].value is not None else None


def _at(eik: str, spell: Spell | None = None) -> str:
    """Finds it in the messages again: the deed, the field, the entry."""
    return f"UIC={eik}" if spell is None else f"UIC={eik}/{spell.part or '.'}/{spell.field}@{spell.entry}"


def _names(eik: str, main: Spells, itself: dict[str, str]) -> Iterator[Name]:
    """Names in both alphabets, newest first, former ones as aliases. Without any, the deed's own attribute."""
    for field, language in (("name", "bg"), ("latin", "en")):
        for spell in reversed(_distinct(main[field])):
            yield Name(
                text=str(spell.value),
                language=language,
                kind="official" if spell.valid_to is None else "alias",
                locator=_at(eik, spell),
                valid_from=spell.valid_from,
                valid_to=spell.valid_to,
            )
    if not any(spell.value for spell in main["name"]) and itself.get("name"):
        yield Name(text=itself["name"], language="bg", locator=f"{_at(eik)}/CompanyName")


def _distinct(spells: Sequence[Spell]) -> list[Spell]:
    """Spells with a value; one that only repeats the value before it is joined to it."""
    found: list[Spell] = []
    for spell in spells:
        if spell.value is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.value == spell.value and last.valid_to == spell.valid_from:
            found[-1] = Spell(last.part, last.field, last.item, last.entry, last.value, last.valid_from,
                              spell.valid_to, spell.learned_on)  # fmt: skip
        else:
            found.append(spell)
    return found


def _place(seat: Spell | None) -> dict[str, Any]:
    """Columns of a place. Abroad only the country and the place's name."""
    told: dict[str, str] = json.loads(seat.value) if seat and seat.value else {}
    country = _COUNTRIES.get(told.get("country", "")) if told else None
    if told and country is None:
        return {"address": _address(told)}
    return {
        "country": country,
        "district": told.get("district") or None,
        "municipality": told.get("municipality") or told.get("municipality_name") or None,
        "settlement": told.get("settlement") or None,
        "ekatte": told.get("ekatte") or None,
        "address": _address(told),
        "website": told.get("url") or None,
    }


def _address(told: dict[str, str]) -> str | None:
    """One line, as a letter would have it."""
    street = " ".join(filter(None, (told.get("street"), told.get("street_number"))))
    block = f"бл. {told['block']}" if told.get("block") else ""
    town = " ".join(filter(None, (told.get("postcode"), told.get("settlement") or told.get("foreign_place"))))
    line = ", ".join(filter(None, (town, told.get("housing_estate"), street, block)))
    return line or None


def _money(capital: Spell | None) -> str | None:
    """The amount with its currency: leva before 2026; since then the register has to say it, and nothing is guessed."""
    if capital is None or not capital.value:
        return None
    if capital.value[-1:].isalpha() or capital.valid_from >= date(2026, 1, 1):
        return capital.value
    return f"{capital.value} BGN"


def _founded(main: Spells, itself: dict[str, str]) -> str | None:
    """The day of the first entry, of files that were new then; those taken over from BULSTAT are older than that."""
    if itself.get("status") not in ("N", "C") or not main["name"]:
        return None
    return main["name"][0].valid_from.isoformat()


def _relations(parts: dict[str, Spells], statuses: list[tuple[date, date | None, str]]) -> Iterator[Relation]:
    """Whoever succeeds a company that is no more; whoever a company was divided from, where it lives on."""
    for spells in (told for part, told in sorted(parts.items()) if part.startswith("V")):
        form = _now(spells["conversion"])
        is_separation = form is not None and form.value == "Separation"
        for spell in spells["successor"]:
            if spell.valid_to is None and not is_separation and statuses[-1][2] in CLOSED:
                yield _relation("succeeded_by", spell, form)
        for spell in spells["predecessor"]:
            if spell.valid_to is None and is_separation:
                yield _relation("spun_off_from", spell, form)


def _relation(relation: str, spell: Spell, form: Spell | None) -> Relation:
    eik = str(spell.value)
    return Relation(relation=relation, target_name=eik, target_key=eik, note=form.value if form else None)


def _former(eik: str, main: Spells, statuses: list[tuple[date, date | None, str]], raw: Raw) -> Iterator[Former]:
    """What a company was before: seats, forms, activities, capitals, states."""
    for field, prop in (("seat", "address"), ("legal_form", "legal_form"), ("activity", "description"),
                        ("capital", "capital"), ("nkid", "nace_code")):  # fmt: skip
        for spell in _distinct(main[field]):
            if spell.valid_to is not None:
                value = _told(field, spell, raw)
                if value is not None:
                    yield Former(prop, value, spell.valid_from, spell.valid_to, _at(eik, spell))
    for since, until, status in statuses[:-1]:
        if until is not None:
            yield Former("status", status, since, until, f"{_at(eik)}/status@{since:%Y%m%d}")


def _told(field: str, spell: Spell, raw: Raw) -> str | None:
    if field == "seat":
        return _address(json.loads(str(spell.value)))
    if field == "capital":
        return _money(spell)
    return str(raw.lookup("legal_form", spell.value)) if field == "legal_form" else spell.value


def _branch(eik: str, part: str, spells: Spells) -> Record | None:
    number, name = _now(spells["branch_eik"]), _now(spells["branch_name"])
    if number is None or not number.value or is_over(spells["branch_closure"]):
        return None
    activity, nkid = _now(spells["branch_activity"]), _now(spells["branch_nkid"])
    return Record(
        key=number.value,
        locator=f"{_at(eik)}/{part}",
        names=[Name(text=name.value if name and name.value else number.value, language="bg")],
        identifiers=[("eik", number.value)],
        unit_kind="part",
        **_place(_now(spells["branch_seat"])),
        nace_code=nkid.value if nkid else None,
        nace_origin="declared" if nkid else None,
        description=activity.value if activity else None,
        recorded_at=max(spell.learned_on for found in spells.values() for spell in found),
    )
