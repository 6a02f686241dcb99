"""Organisations of a snapshot that affiliations name: universities, hospitals, institutes; firms of smaller maps."""

from __future__ import annotations

from collections.abc import Sequence

from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.matching.affiliation import NamedOrganisation, named_in
from karta.matching.affiliation_index import NameIndex, Organisation
from karta.snapshot.reader import Snapshot

MOST = 100_000  # organisations; of larger maps firms are left out: names of 20,000 take 1 s to read and 100 MiB
_NAMES = """SELECT org_id,
  list(name ORDER BY name_kind DESC, name) FILTER (name_kind IS DISTINCT FROM 'acronym') AS names,
  list(name ORDER BY name) FILTER (name_kind = 'acronym') AS acronyms FROM names GROUP BY org_id"""
_WHOLES = """SELECT org_id, list(DISTINCT target_org_id ORDER BY target_org_id) AS wholes FROM relations
  WHERE relation = 'part_of' AND target_org_id IS NOT NULL GROUP BY org_id"""
_ORGANISATIONS = f"""SELECT org_id, name_bg, name_en, names, acronyms, ekatte, country, kind, wholes, website, status
  FROM organisations LEFT JOIN ({_NAMES}) USING (org_id) LEFT JOIN ({_WHOLES}) USING (org_id)
  WHERE kind IS DISTINCT FROM 'company' OR (SELECT count(*) FROM organisations) <= {MOST} ORDER BY org_id"""


def affiliated(snapshot: Snapshot, texts: Sequence[str], limit: int) -> list[list[tuple[int, NamedOrganisation]]]:
    """Organisations that each affiliation may name, the likeliest first, each with its row in the snapshot."""
    rows = frame(snapshot)
    index = rows.cached("affiliation", "names", lambda: NameIndex(_organisations(snapshot)))
    found = []
    for text in texts:
        named = named_in(text, index, limit=limit)
        at = [(rows.row_of(one.organisation.org_id), one) for one in named]
        found.append([(row, one) for row, one in at if row is not None])
    return found


def _organisations(snapshot: Snapshot) -> list[Organisation]:
    rows = frame(snapshot)
    town = label_of(snapshot, rows, "ekatte")
    return [
        Organisation(
            org_id=org_id, names=tuple(dict.fromkeys(filter(None, (name_bg, name_en, *(names or ()))))),
            acronyms=tuple(acronyms or ()), city=town(ekatte)[1] if ekatte else None, country=country, kind=kind,
            wholes=tuple(wholes or ()), website=website, is_active=status in (None, "active"),
        )
        for org_id, name_bg, name_en, names, acronyms, ekatte, country, kind, wholes, website, status
        in rows.query(_ORGANISATIONS).fetchall()
    ]  # fmt: skip
