"""The proof of an aggregate: which organisations make it, by which claims, of which sources, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from karta.explore.clauses import MATCH, OTHER_CURRENCY, OUTDATED, UNDECIDED, UNKNOWN
from karta.explore.filters import one_of
from karta.explore.frame import Mask, Rows
from karta.explore.matches import Matches, match
from karta.explore.number import Number, cell_mask
from karta.explore.row_parts import PARTS, RowParts, row_parts
from karta.explore.rows import OrganisationRow, rows_at
from karta.explore.rules import RULES, Rule
from karta.explore.sums import sum_of
from karta.snapshot.reader import Snapshot

# Rows that the filter cannot decide on: they are not among those counted, and may belong there.
DOUBTFUL = {
    "filter_undecided": UNDECIDED,
    "filter_unknown": UNKNOWN,
    "filter_outdated": OUTDATED,
    "filter_other_currency": OTHER_CURRENCY,
}
LISTS = ("organisations", *PARTS, *DOUBTFUL)  # lists of rows behind a number, by name
PAGE = 50
CLAIM_COLUMNS = (
    "claim_id", "source_id", "record_id", "locator", "as_published", "unit", "statement", "basis", "population",
    "method", "publication_ref", "publication_title", "publication_url", "published_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What one source gives. `entry`: the manifest's; `amount`, `share` (0–1): of a sum, None for a count."""

    source_id: str
    entry: dict[str, Any] | None
    organisations: int
    amount: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class YearShare:
    """The figures of one year in a sum: the map shows each organisation's newest."""

    year: int
    organisations: int
    amount: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """One organisation in a number. `amount`: what it adds (EUR or persons), `share` of the sum; `claim`: columns of
    CLAIM_COLUMNS. All None in a count."""

    organisation: OrganisationRow
    amount: float | None
    share: float | None
    claim: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class AggregateProof:
    """Everything that a reader of a number needs.

    value          the number: organisations, EUR, persons, or a share 0–1; None where nothing is known
    whole          the sum that a share is of
    organisations  rows that the number speaks of: matches of the filter in its cells
    counted        those of them whose figure is in the number; all of them for a count
    parts          rows by PARTS, of the measure; {} for a count
    doubtful       rows that the filter can neither count nor refuse, by DOUBTFUL
    contributions  `limit` rows from `offset` on: the largest first; for a median those nearest to it
    """

    number: Number
    snapshot: str
    value: float | None
    whole: float | None
    organisations: int
    counted: int
    parts: dict[str, int]
    doubtful: dict[str, int]
    sources: list[SourceShare]
    years: list[YearShare]
    rules: list[Rule]
    contributions: list[Contribution]
    offset: int


@dataclass(frozen=True, slots=True, eq=False)
class _Behind:
    """The rows of a number: `mask` of those it speaks of, `counted` of those in it, `amounts` of all rows."""

    found: Matches
    mask: Mask
    counted: Mask
    amounts: NDArray[np.float64] | None
    parts: RowParts | None


def aggregate_proof(snapshot: Snapshot, number: Number, *, offset: int = 0, limit: int = PAGE) -> AggregateProof:
    """The proof of `number` with `limit` of its organisations from `offset` on.

    A million rows take about 40 ms once the measure's columns are read, and the claims what their file takes to be
    read: pages are small for that. Errors: those of `match`.
    """
    behind = _behind(snapshot, number)
    amounts = None if behind.amounts is None else behind.amounts[behind.counted]
    value, whole = _value(number, behind, amounts)
    return AggregateProof(
        number=number,
        snapshot=snapshot.name,
        value=value,
        whole=whole,
        organisations=int(np.count_nonzero(behind.mask)),
        counted=int(np.count_nonzero(behind.counted)),
        parts=_by_part(behind),
        doubtful=_doubtful(behind.found, number),
        sources=_sources(snapshot, behind),
        years=_years(behind),
        rules=_rules(number),
        contributions=_contributions(snapshot, number, behind, value, slice(offset, offset + limit)),
        offset=offset,
    )


def rows_behind(snapshot: Snapshot, number: Number, name: str) -> Rows:
    """Positions of the rows of one of LISTS: all that the number speaks of, those of one part, or those in doubt.

    Errors: FilterError for another name, or a part of a measure where the number has none.
    """
    one_of("part", name, [one for one in LISTS if number.measure is not None or one not in PARTS])
    behind = _behind(snapshot, number)
    if name in DOUBTFUL:
        return np.flatnonzero((behind.found.states == DOUBTFUL[name]) & cell_mask(behind.found.frame, number.cells))
    if name in PARTS and behind.parts is not None:
        return np.flatnonzero(behind.mask & (behind.parts.part == PARTS.index(name)))
    return np.flatnonzero(behind.mask)


def _behind(snapshot: Snapshot, number: Number) -> _Behind:
    found = match(snapshot, number.asked)
    mask = found.is_match & cell_mask(found.frame, number.cells) if number.cells else found.is_match
    if number.measure is None:
        return _Behind(found, mask, mask, None, None)
    amounts = found.frame.middles(number.measure)
    parts = row_parts(snapshot, number.measure, number.asked.year)
    return _Behind(found, mask, mask & ~np.isnan(amounts), amounts, parts)


def _value(number: Number, behind: _Behind, amounts: NDArray[np.float64] | None) -> tuple[float | None, float | None]:
    if amounts is None:
        return float(np.count_nonzero(behind.mask)), None
    if not len(amounts):
        return None, None
    if number.statistic == "median":
        return float(np.median(amounts)), None
    made = sum_of(behind.found.frame, str(number.measure), behind.mask).sum
    if number.statistic == "sum":
        return made, None
    whole = sum_of(behind.found.frame, str(number.measure), behind.found.is_match).sum
    return (made / whole if made is not None and whole else None), whole


def _by_part(behind: _Behind) -> dict[str, int]:
    if behind.parts is None:
        return {}
    counts = np.bincount(behind.parts.part[behind.mask], minlength=len(PARTS)).tolist()
    return dict(zip(PARTS, counts, strict=True))


def _doubtful(found: Matches, number: Number) -> dict[str, int]:
    if not number.cells:
        return {name: found.totals[name.removeprefix("filter_")] for name in DOUBTFUL}
    states = found.states[cell_mask(found.frame, number.cells)]
    counts = np.bincount(states, minlength=MATCH + 6).tolist()
    return {name: counts[state] for name, state in DOUBTFUL.items()}


def _sources(snapshot: Snapshot, behind: _Behind) -> list[SourceShare]:
    """Sources of the figures by what they add; for a count the sources that name its organisations, most first."""
    entries = {source["source_id"]: source for source in snapshot.manifest["sources"]}
    if behind.parts is None or behind.amounts is None:
        codes = behind.found.frame.codes("source")
        counted = zip(codes.values, codes.counts(behind.mask).tolist(), strict=True)
        made = [SourceShare(name, entries.get(name), count, None, None) for name, count in counted if count]
        return sorted(made, key=lambda one: (-one.organisations, one.source_id))
    index, amounts = behind.parts.source[behind.counted] + 1, behind.amounts[behind.counted]
    counts = np.bincount(index, minlength=1).tolist()
    sums = np.bincount(index, weights=amounts, minlength=1).tolist()
    whole = float(amounts.sum())
    names = ("", *behind.parts.sources)
    made = [
        SourceShare(names[i], entries.get(names[i]), counts[i], round(sums[i], 2), sums[i] / whole if whole else None)
        for i in range(len(counts))
        if counts[i]
    ]
    return sorted(made, key=lambda one: (-abs(one.amount or 0), one.source_id))


def _years(behind: _Behind) -> list[YearShare]:
    if behind.parts is None or behind.amounts is None:
        return []
    years, index = np.unique(behind.parts.year[behind.counted], return_inverse=True)
    counts, sums = np.bincount(index), np.bincount(index, weights=behind.amounts[behind.counted])
    told = zip(years.tolist(), counts.tolist(), sums.tolist(), strict=True)
    return [YearShare(year, count, round(amount, 2)) for year, count, amount in told][::-1]


def _rules(number: Number) -> list[Rule]:
    """Lines of §3b that make the number: period and ties of the figures, what a filter does, what a sum takes."""
    lines = ("10",) if number.measure is None else ("3", "5", "10", "12")
    return [RULES[line] for line in lines]


def _contributions(
    snapshot: Snapshot, number: Number, behind: _Behind, value: float | None, page: slice
) -> list[Contribution]:
    positions = _ordered(number, behind, value, page)
    organisations = rows_at(snapshot, behind.found.frame, positions)
    if number.measure is None or behind.amounts is None:
        return [Contribution(one, None, None, None) for one in organisations]
    told = claims_of(snapshot, organisations, number.measure)
    whole = float(behind.amounts[behind.counted].sum())
    return [
        Contribution(one, amount, amount / whole if whole else None, told.get(one.measures[number.measure].claim_id))
        for one, amount in zip(organisations, behind.amounts[positions].tolist(), strict=True)
    ]


def _ordered(number: Number, behind: _Behind, value: float | None, page: slice) -> Rows:
    """Positions of one page of the counted rows; only as much is put in order as is shown."""
    rows = np.flatnonzero(behind.counted)
    if behind.amounts is None or len(rows) <= page.start:
        return rows[page]
    amounts = behind.amounts[rows]
    key = np.abs(amounts - value) if number.statistic == "median" and value is not None else -np.abs(amounts)
    end = min(page.stop, len(rows))
    if end < len(rows):
        # Ties at the border are settled by position, as everywhere: a partition alone would settle them by chance.
        border = np.partition(key, end - 1)[end - 1]
        below = np.flatnonzero(key < border)
        chosen = np.concatenate([below, np.flatnonzero(key == border)[: end - len(below)]])
    else:
        chosen = np.arange(len(rows))
    in_order = chosen[np.lexsort((chosen, key[chosen]))]
    shown: Rows = rows[in_order[page]]
    return shown


def claims_of(
    snapshot: Snapshot, organisations: list[OrganisationRow], measure: str
) -> dict[str | None, dict[str, Any]]:
    """The claims shown for one measure of these organisations, by claim_id."""
    claimed = [(one.org_id, one.measures[measure].claim_id) for one in organisations if one.measures[measure].claim_id]
    if not claimed:
        return {}
    # Written out pair by pair, because only then are the groups of rows that cannot hold one left unread.
    pairs = " OR ".join(["(org_id = ? AND claim_id = ?)"] * len(claimed))
    sql = f"SELECT {', '.join(CLAIM_COLUMNS)} FROM claims WHERE {pairs}"
    found = snapshot.connection().execute(sql, [text for pair in claimed for text in pair]).fetchall()
    return {row[0]: dict(zip(CLAIM_COLUMNS, row, strict=True)) for row in found}
