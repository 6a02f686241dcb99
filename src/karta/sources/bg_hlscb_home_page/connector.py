"""Home page of the Health & Life Sciences Cluster Bulgaria: one record per body, every written form a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Name, NameKind, Record, Relation

# `register_id` holds numbers of CORDIS projects and the LEI of another company of the group.
_UNREAD = ("seed_line", "source", "register_id")


def records(raw: Raw) -> Iterator[Record]:
    """One record per entity_id, in the order of first mention."""
    bodies: dict[str, list[Row]] = {}
    for row in raw.csv("organisations"):
        bodies.setdefault(row.required("entity_id"), []).append(row)
    official = {key: str(rows[0]["canonical_name_en"]) for key, rows in bodies.items()}
    for key, rows in bodies.items():
        yield _record(raw, key, rows, official)


def _record(raw: Raw, key: str, rows: list[Row], official: dict[str, str]) -> Record:
    names = _names(rows)
    roles = list(dict.fromkeys(row.required("roles_in_seed") for row in rows))
    first, kind = rows[0], rows[0].required("kind")
    judged = raw.manifest.lookups["unit"].get(key, {})
    record = Record(
        key=key,
        locator=first.locator,
        names=names,
        kind=kind,
        unit_kind=judged.get("unit_kind", "project" if kind == "project" else "legal_unit"),
        country=first.pop("country_iso2"),
        settlement=first.pop("city"),
        website=_first_website(first.pop("website")),
        relations=_relations(raw, key, roles, official),
        note="; ".join([*([judged["note"]] if judged else []), *roles]),
    )
    for row in rows[1:]:  # repeats what the first mention says of the body
        for column in ("kind", "country_iso2", "city", "website"):
            row.pop(column)
    for row in rows:
        raw.audit(row, ignore=_UNREAD)
    return record


def _names(rows: list[Row]) -> list[Name]:
    found = [
        Name(text=rows[0].required("canonical_name_bg"), language="bg"),
        Name(text=rows[0].required("canonical_name_en"), language="en"),
    ]
    official = {name.text for name in found}
    written: dict[str, NameKind] = {}
    for row in rows:
        for alias in (row.pop("aliases") or "").split(";"):
            written.setdefault(alias.strip(), "alias")
        written.setdefault(row.required("name_as_written"), "as_written")
        row.pop("canonical_name_bg", None)
        row.pop("canonical_name_en", None)
    forms = {text: kind for text, kind in written.items() if text and text not in official}
    return found + [Name(text=text, language=_language(text), kind=kind) for text, kind in forms.items()]


def _language(text: str) -> str | None:
    if re.search(r"[а-яА-Я]", text):
        return "bg"
    return "en" if text.isascii() and "://" not in text and "www." not in text else None


def _first_website(printed: str | None) -> str | None:
    """The body's own site; one row adds a "virtual office" after a semicolon."""
    return None if printed is None else printed.split(";")[0]


def _relations(raw: Raw, key: str, roles: list[str], official: dict[str, str]) -> list[Relation]:
    said: list[tuple[Any, str | None]] = [(raw.lookup("role", role), role) for role in roles]
    said.append((raw.manifest.lookups["stated"].get(key), None))
    found: dict[tuple[str, str], Relation] = {}
    for relation, role in said:
        if relation is not None and relation["target"] != key:
            found.setdefault(
                (relation["relation"], relation["target"]),
                Relation(
                    relation=relation["relation"],
                    target_name=official[relation["target"]],
                    target_key=relation["target"],
                    note=role,
                ),
            )
    return list(found.values())
