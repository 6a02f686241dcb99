"""Rule 2: unique normalised name, same legal form, same settlement. What only comes near is a candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import duckdb

from karta.matching.names import normalise_name, search_key
from karta.pipeline.link.clusters import Clusters, Edge, Record

# These always have a legal form of commercial law: where none is told it is unknown, and unknown is not "the same".
_HAVE_A_FORM = (None, "company", "hospital")
_NO_FORM = "—"
# Below three letters a name says too little.
_SHORTEST = 3
# How near two different names of one settlement must be to be worth a person's look; common beginning: first letters.
_NEAR, _BLOCK = 0.95, 5
_LARGEST_BLOCK = 200


@dataclass(slots=True)
class Profile:
    """What rule 2 knows of a record."""

    cores: set[str] = field(default_factory=set)
    form: str | None = None
    settlement: str | None = None
    shown_name: str = ""
    shown_settlement: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one organisation; a person decides."""

    left: Record
    right: Record
    reason: str
    score: float


def read_profiles(con: duckdb.DuckDBPyConnection) -> dict[Record, Profile]:
    """Names, legal form and settlement of every record that has a name; without acronyms and mentions as written."""
    profiles: dict[Record, Profile] = defaultdict(Profile)
    forms: dict[Record, set[str]] = defaultdict(set)
    kinds: dict[Record, str] = {}
    rows = con.execute(
        "SELECT source_id, record_id, property, value FROM claims WHERE state = 'known' AND value IS NOT NULL AND "
        "(property IN ('legal_form', 'kind', 'settlement') "
        "OR (property = 'name' AND basis NOT IN ('acronym', 'as_written'))) "
        "ORDER BY source_id, record_id, position"
    ).fetchall()
    for source_id, record_id, told, value in rows:
        record, profile = (source_id, record_id), profiles[source_id, record_id]
        if told == "name":
            normalised = normalise_name(value)
            if len(normalised.core) >= _SHORTEST:
                profile.cores.add(normalised.core)
            if normalised.legal_form is not None:
                forms[record].add(normalised.legal_form)
            profile.shown_name = profile.shown_name or value
        elif told == "legal_form":
            profile.form = value
        elif told == "kind":
            kinds[record] = value
        else:
            profile.settlement, profile.shown_settlement = search_key(value), value
    for record, profile in profiles.items():
        if profile.form is None and len(forms[record]) == 1:
            profile.form = next(iter(forms[record]))
        elif profile.form is None and not forms[record] and kinds.get(record) not in _HAVE_A_FORM:
            profile.form = _NO_FORM
    _add_places(con, profiles)
    return dict(profiles)


def _add_places(con: duckdb.DuckDBPyConnection, profiles: dict[Record, Profile]) -> None:
    """A settlement's code, where `locate` found one, is better than its name."""
    rows = con.execute("SELECT source_id, record_id, ekatte FROM record_places WHERE ekatte IS NOT NULL").fetchall()
    for source_id, record_id, ekatte in rows:
        if (source_id, record_id) in profiles:
            profiles[source_id, record_id].settlement = ekatte


def certain_edges(profiles: dict[Record, Profile], clusters: Clusters, eiks: dict[Record, str]) -> list[Edge]:
    """Edges of rule 2. A name is unique where no source uses it for two groups, and no two ЕИК bear it."""
    edges = []
    for core, records in _by_core(profiles).items():
        roots = {record: clusters.root(record) for record in records}
        if len(set(roots.values())) < 2 or not _is_unique(records, roots, eiks):
            continue
        alike: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in records:
            profile = profiles[record]
            if profile.form is not None and profile.settlement is not None:
                alike[profile.form, profile.settlement].append(record)
        for _, same in sorted(alike.items()):
            edges += [_edge(core, same[0], other, profiles) for other in same[1:]]
    return edges


def _by_core(profiles: dict[Record, Profile]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(profiles):
        for core in profiles[record].cores:
            found[core].append(record)
    return dict(sorted(found.items()))


def _is_unique(records: list[Record], roots: dict[Record, Record], eiks: dict[Record, str]) -> bool:
    groups_by_source: dict[str, set[Record]] = defaultdict(set)
    for record in records:
        groups_by_source[record[0]].add(roots[record])
    one_each = all(len(groups) == 1 for groups in groups_by_source.values())
    return one_each and len({eiks[record] for record in records if record in eiks}) <= 1


def _edge(core: str, left: Record, right: Record, profiles: dict[Record, Profile]) -> Edge:
    profile = profiles[left]
    form_en = "no legal form" if profile.form == _NO_FORM else f"legal form {profile.form}"
    form_bg = "без правна форма" if profile.form == _NO_FORM else f"правна форма {profile.form}"
    place = profile.shown_settlement or profile.settlement
    return Edge(
        left,
        right,
        "certain_rule",
        f"Same name ({core}), which no other organisation bears, {form_en}, settlement {place}.",
        f"Еднакво име ({core}), което друга организация не носи, {form_bg}, населено място {place}.",
    )


def candidates(profiles: dict[Record, Profile], clusters: Clusters) -> Iterator[Candidate]:
    """Pairs of groups with the same or a near name that rule 2 did not join, each once, best score first."""
    best: dict[tuple[Record, Record], Candidate] = {}
    for found in (*_same_name(profiles), *_near_name(profiles)):
        left, right = sorted((clusters.root(found.left), clusters.root(found.right)))
        if left == right or clusters.refusal(left, right) is not None:
            continue
        if (left, right) not in best or best[left, right].score < found.score:
            best[left, right] = found
    yield from sorted(best.values(), key=lambda found: (-found.score, found.left, found.right))


def _same_name(profiles: dict[Record, Profile]) -> Iterator[Candidate]:
    for core, records in _by_core(profiles).items():
        if len(records) > _LARGEST_BLOCK:
            continue
        for left, right in combinations(records, 2):
            a, b = profiles[left], profiles[right]
            same_form = a.form is not None and a.form == b.form
            same_place = a.settlement is not None and a.settlement == b.settlement
            if a.settlement and b.settlement and not same_place:
                continue  # the same name in two settlements is the rule for schools and hospitals, not a hint
            yield Candidate(left, right, f"same_name:{core}", (7 + same_form + same_place) / 10)


def _near_name(profiles: dict[Record, Profile]) -> Iterator[Candidate]:
    blocks: dict[tuple[str, str], list[tuple[str, Record]]] = defaultdict(list)
    for record in sorted(profiles):
        profile = profiles[record]
        if profile.settlement is not None:
            for core in sorted(profile.cores):
                blocks[core[:_BLOCK], profile.settlement].append((core, record))
    pairs = [
        (left, right, a, b)
        for block in blocks.values()
        if 1 < len(block) <= _LARGEST_BLOCK
        for (a, left), (b, right) in combinations(block, 2)
        if a != b and left[0] != right[0]
    ]
    if not pairs:
        return
    scores = duckdb.execute(
        "SELECT jaro_winkler_similarity(a, b) FROM (SELECT unnest(?) AS a, unnest(?) AS b)",
        [[a for _, _, a, _ in pairs], [b for _, _, _, b in pairs]],
    ).fetchall()
    for (left, right, a, b), (score,) in zip(pairs, scores, strict=True):
        if score >= _NEAR:
            yield Candidate(left, right, f"near_name:{a}|{b}", round(score * 0.7, 3))
