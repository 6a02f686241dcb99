"""Research Organization Registry: one record per ROR id, read from either of the registry's two schemas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Name, NameKind, Record, Relation

Told = Mapping[str, Sequence[Relation]]  # ROR id → what other records say of it

# `external_ids` are GRID, ISNI, Wikidata and funder ids, for which there is no scheme; the rest is about the record.
_UNREAD = ("_path", "admin", "domains", "external_ids", "email_address", "ip_addresses", "wikipedia_url")
_UNREAD_PLACE = ("continent_code", "continent_name", "country_name", "country_subdivision_code", "lat", "lng")
_UNREAD_ADDRESS = ("lat", "lng", "state_code", "postcode", "primary", "line", "country_geonames_id")
# What says the same from the other end → what it says of the record at that end.
_FROM_THE_OTHER_END = {"child": "part_of", "predecessor": "succeeded_by"}
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def records(raw: Raw) -> Iterator[Record]:
    """One record per ROR id, in source order (by id)."""
    documents = list(raw.documents("records"))
    told = _told_by_others(documents)
    for row in documents:
        yield _record(raw, row, told)


def _record(raw: Raw, row: Row, told: Told) -> Record:
    key = row.required("id")
    types = [str(found).lower() for found in row.pop("types")]
    printed_status = row.required("status").lower()
    relations = _relations(raw, key, row.pop("relationships"), told)
    status = raw.lookup("status", printed_status)
    if status == "deleted" and any(found.relation == "succeeded_by" for found in relations):
        status = "merged"
    founded = row.pop("established")
    about = _in_second_schema(raw, row) if "names" in row else _in_first_schema(raw, row)
    record = Record(
        key=key,
        locator=row.locator,
        identifiers=[("ror_id", key)],
        kind=_kind(raw, types),
        status=status,
        founded=None if founded is None else str(founded),
        relations=relations,
        note=_note(types, printed_status),
        **about,
    )
    raw.audit(row, ignore=_UNREAD)
    return record


def _kind(raw: Raw, types: list[str]) -> str | None:
    for found in types:
        raw.lookup("kind", found)  # an unseen type stops the run
    return next((kind for printed, kind in raw.manifest.lookups["kind"].items() if printed in types), None)


def _note(types: list[str], status: str) -> str | None:
    told = [f"ROR types: {', '.join(types)}"] if len(types) > 1 else []
    told += [f"ROR status: {status}"] if status != "active" else []
    return "; ".join(told) or None


def _in_second_schema(raw: Raw, row: Row) -> dict[str, Any]:
    """Names, place and website as schema 2 has them."""
    names = [_part(raw, row, "names", entry, ("value", "lang", "types")) for entry in row.pop("names")]
    links = [_part(raw, row, "links", entry, ("type", "value")) for entry in row.pop("links")]
    first = _part(raw, row, "locations", row.pop("locations")[0], ("geonames_details",), ignore=["geonames_id"])
    place = _part(raw, row, "geonames_details", first["geonames_details"], ("country_code", "name"),
                  ignore=("country_subdivision_name", *_UNREAD_PLACE))  # fmt: skip
    country, region = place["country_code"], first["geonames_details"].get("country_subdivision_code")
    names.sort(key=lambda entry: "ror_display" not in entry["types"])  # the name that the registry shows comes first
    return {
        "names": _names(((entry["value"], entry["lang"], _name_kind(entry["types"])) for entry in names), country),
        "website": next((entry["value"] for entry in links if entry["type"] == "website"), None),
        "country": country,
        "district": f"BG-{region}" if country == "BG" and region else None,
        "settlement": place["name"],
    }


def _in_first_schema(raw: Raw, row: Row) -> dict[str, Any]:
    """Names, place and website as schema 1 has them."""
    labels = [_part(raw, row, "labels", entry, ("label", "iso639")) for entry in row.pop("labels")]
    told: list[tuple[str, str | None, NameKind]] = [(row.required("name"), None, "official")]
    told += [(entry["label"], entry["iso639"], "official") for entry in labels]
    told += [(text, None, "alias") for text in row.pop("aliases")]
    told += [(text, None, "acronym") for text in row.pop("acronyms")]
    country = _part(raw, row, "country", row.pop("country"), ("country_code",), ignore=["country_name"])["country_code"]
    address = _part(raw, row, "addresses", row.pop("addresses")[0], ("city",),
                    ignore=("geonames_city", "state", *_UNREAD_ADDRESS))  # fmt: skip
    region = (address["geonames_city"].get("geonames_admin1") or {}).get("name", "")
    return {
        "names": _names(told, country),
        "website": next(iter(row.pop("links")), None),
        "country": country,
        "district": raw.manifest.lookups["district"].get(region, region) or None if country == "BG" else None,
        "settlement": address["city"],
    }


def _part(raw: Raw, row: Row, path: str, entry: Mapping[str, Any], keys: Sequence[str], *,
          ignore: Sequence[str] = ()) -> Mapping[str, Any]:  # fmt: skip
    """An object inside a record; what is in it besides `keys` and `ignore` is a finding like an unmapped column."""
    left = {f"{path}.{key}": value for key, value in entry.items() if key not in keys and key not in ignore}
    if left:
        raw.audit(Row(left, row.locator))
    return entry


def _name_kind(types: Sequence[str]) -> NameKind:
    if "label" in types or "ror_display" in types:
        return "official"
    return "alias" if "alias" in types else "acronym"


def _names(told: Any, country: str) -> list[Name]:
    """Each written form once. Cyrillic without a language is Bulgarian in Bulgaria only, elsewhere undetermined."""
    found: dict[str, Name] = {}
    for text, printed, kind in told:
        is_unclear = printed is None and country != "BG" and _CYRILLIC.search(text)
        found.setdefault(text, Name(text=text, language="und" if is_unclear else printed, kind=kind))
    return list(found.values())


def _relations(raw: Raw, key: str, printed: list[dict[str, str]], told: Told) -> list[Relation]:
    found: dict[tuple[str, str], Relation] = {}
    for entry in printed:
        relation = raw.lookup("relation", entry["type"].lower())
        if relation is not None:
            found.setdefault((relation, entry["id"]), Relation(
                relation=relation, target_name=entry["label"], target_key=entry["id"]
            ))  # fmt: skip
    for other in told.get(key, ()):
        found.setdefault((other.relation, str(other.target_key)), other)
    return list(found.values())


def _told_by_others(documents: list[Row]) -> Told:
    """What parents say of their children and successors of their predecessors: now and then one end only says it."""
    told: dict[str, list[Relation]] = defaultdict(list)
    for row in documents:
        for entry in row["relationships"]:
            relation = _FROM_THE_OTHER_END.get(entry["type"].lower())
            if relation is not None:
                told[entry["id"]].append(Relation(
                    relation=relation, target_name=_shown_name(row), target_key=row["id"], note=f"stated at {row['id']}"
                ))  # fmt: skip
    return told


def _shown_name(row: Row) -> str:
    if "names" not in row:
        return str(row["name"])
    return next(str(entry["value"]) for entry in row["names"] if "ror_display" in entry["types"])
