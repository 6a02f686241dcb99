"""Ids that never change: from a register id, else from the organisation's first record, remembered in ids.jsonl."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from karta.pipeline.link.clusters import Record
from karta.pipeline.link.register_ids import RegisterIds

Known = list[dict[str, Any]]  # lines of ids.jsonl: org_id, source_id, record_id, names (normalised)


def id_of_record(record: Record) -> str:
    """`org-` and the first 16 characters of lower-case base32 of SHA-256 over source_id and record_id."""
    digest = hashlib.sha256("\x1f".join(record).encode()).digest()
    return "org-" + base64.b32encode(digest).decode().lower()[:16]


def name_groups(
    groups: Iterable[list[Record]],
    ids: RegisterIds,
    known: Known,
    *,
    order: Mapping[Record, tuple[Any, ...]],
    names: Mapping[Record, set[str]],
) -> tuple[dict[str, list[Record]], Known]:
    """{org_id: its records, first one first} and the lines that ids.jsonl lacks.

    `order` sorts records into "first": by the day they were recorded, then by source and record. `names` are the
    normalised names of each record.
    """
    remembered = {(line["source_id"], line["record_id"]): (place, line["org_id"]) for place, line in enumerate(known)}
    named: dict[str, list[Record]] = {}
    new: Known = []
    for group in groups:
        members = sorted(group, key=lambda record: order[record])
        org_id = ids.org_id(members)
        if org_id is None:
            kept = sorted(remembered[record] for record in members if record in remembered)
            org_id = kept[0][1] if kept else id_of_record(members[0])
            if not kept:
                source_id, record_id = members[0]
                borne = sorted(names.get(members[0], ()))
                new.append({"org_id": org_id, "source_id": source_id, "record_id": record_id, "names": borne})
        named[org_id] = members
    return named, new


def redirects(named: Mapping[str, list[Record]], known: Known, names: Mapping[Record, set[str]]) -> dict[str, str]:
    """Old id → present one, for every remembered id whose record now belongs to an organisation of another id.

    A record that is gone may have got another key: a list without a key column names a row by its ЕИК as soon as it
    has one. Then the one organisation of the same source that bears the same name is meant.
    """
    present = {record: org_id for org_id, members in named.items() for record in members}
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record, org_id in present.items():
        for name in names.get(record, ()):
            bearers[record[0], name].add(org_id)
    found = {}
    for line in known:
        heir = present.get((line["source_id"], line["record_id"]))
        if heir is None:
            heirs = set().union(*(bearers.get((line["source_id"], name), ()) for name in line.get("names", ())))
            heir = next(iter(heirs)) if len(heirs) == 1 else None
        if heir is not None and heir != line["org_id"] and line["org_id"] not in named:
            found[line["org_id"]] = heir
    return found
