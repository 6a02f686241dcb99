"""Rule 2: unique normalised name, same legal form, same settlement."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import NamedTuple

import duckdb

from karta.pipeline.link.clusters import NONE, Clusters, Edge
from karta.pipeline.link.records import NO_FORM

# Below three letters a name says too little.
_SHORTEST = 3


class _Bearer(NamedTuple):
    core: str
    rid: int
    source_id: str
    legal_form: str | None
    place: str | None
    shown_place: str | None


def certain_edges(con: duckdb.DuckDBPyConnection, clusters: Clusters) -> list[Edge]:
    """Edges of rule 2. A name is unique where no source uses it for two groups, and no two ЕИК bear it."""
    rows = con.execute(
        "SELECT DISTINCT core, rid, source_id, p.legal_form, place, shown_place FROM link_names "
        "JOIN link_profiles p USING (rid) JOIN link_records USING (rid) "
        "WHERE NOT is_former AND core IN (SELECT core FROM link_names JOIN link_profiles USING (rid) "
        f"WHERE NOT is_former AND length(core) >= {_SHORTEST} GROUP BY core "
        "HAVING count(DISTINCT rid) > 1 AND bool_or(eik IS NULL)) ORDER BY core, rid"
    ).fetchall()
    edges = []
    for core, found in groupby(map(_Bearer._make, rows), key=lambda bearer: bearer.core):
        bearers = list(found)
        if not _is_unique(bearers, clusters):
            continue
        alike: dict[tuple[str, str], list[_Bearer]] = defaultdict(list)
        for bearer in bearers:
            if bearer.legal_form is not None and bearer.place is not None:
                alike[bearer.legal_form, bearer.place].append(bearer)
        for _, same in sorted(alike.items()):
            edges += [_edge(core, same[0], other) for other in same[1:]]
    return edges


def _is_unique(bearers: list[_Bearer], clusters: Clusters) -> bool:
    groups: dict[str, set[int]] = defaultdict(set)
    for bearer in bearers:
        groups[bearer.source_id].add(clusters.root(bearer.rid))
    one_each = all(len(found) == 1 for found in groups.values())
    return one_each and len({clusters.eik(bearer.rid) for bearer in bearers} - {NONE}) <= 1


def _edge(core: str, left: _Bearer, right: _Bearer) -> Edge:
    has_form = left.legal_form != NO_FORM
    form_en = f"legal form {left.legal_form}" if has_form else "no legal form"
    form_bg = f"правна форма {left.legal_form}" if has_form else "без правна форма"
    place = left.shown_place or left.place
    return Edge(
        left.rid,
        right.rid,
        "certain_rule",
        f"Same name ({core}), which no other organisation bears, {form_en}, settlement {place}.",
        f"Еднакво име ({core}), което друга организация не носи, {form_bg}, населено място {place}.",
    )
