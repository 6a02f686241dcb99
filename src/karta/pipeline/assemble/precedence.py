"""Which claim is shown: ARCHITECTURE §3b, line by line.

Every line is one function, table in and table out. A line never drops a row: it writes its step into `lost_step`
of the claims that it removes, and looks only at claims that no earlier step removed. The lines run twice: once in
each calendar year (`year=Y`), once over the window R-4 … R+1 and, apart from it, over all older years.

A contest is one organisation, one measure and one such scope. Columns that a line may read:
    org_id, measure, scope, year, claim_id, unit_kind, is_out, is_preferred, observed_on (never null),
    population, statement, basis, rank (never null), low, high (EUR or persons; null: no rate), published_on (or null),
    is_converted, source_id, reference, position, locator.
Written in Ibis so that the same expressions run on DuckDB and on Spark.
"""

from __future__ import annotations

from functools import reduce
from math import inf
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table, Value

# Steps in the order applied; the text is the line of §3b that a reader sees.
STEPS = {
    10: "1",
    20: "2",
    30: "3",  # the latest observation of a year
    40: "4",
    50: "5",
    60: "6",
    65: "3",  # the newest year left in the window
    70: "7",
    80: "8",
    90: "9",
}
SERIES_STEPS = (40, 50, 60, 65)  # what `shown_rule` tells

# Line 6: the stated bases of a measure, best first. `unspecified` joins the best one that is there.
BASES = {
    "profit": ("net", "before_tax", "attributable"),
    "headcount": ("annual_average", "point"),
    "fte": ("annual_average", "point"),
    "revenue": ("total_income",),
    "turnover": ("net_sales",),
    "assets": ("point",),
}

CONTEST = ("org_id", "measure", "scope")
YEAR = (*CONTEST, "year")


def _alive(claims: Table) -> BooleanValue:
    return claims.lost_step.isnull()


def _among(condition: BooleanValue, group: tuple[str, ...]) -> BooleanValue:
    """True on every row of a group in which one row fulfils the condition."""
    return condition.fill_null(False).max().over(ibis.window(group_by=list(group)))


def _remove(claims: Table, step: int, condition: BooleanValue) -> Table:
    """Write `step` where a claim stands, no person preferred it, and the condition holds (unknown: it does not)."""
    goes = _alive(claims) & ~claims.is_preferred & condition.fill_null(False)
    return claims.mutate(lost_step=goes.ifelse(step, claims.lost_step))


def line_01_out(claims: Table) -> Table:
    """Withdrawn, superseded, unverified and not public claims do not compete."""
    return claims.mutate(lost_step=claims.is_out.ifelse(10, claims.lost_step))


def line_02_decision(claims: Table) -> Table:
    """Where a person preferred or added a claim, the others of its period are out."""
    return _remove(claims, 20, _among(_alive(claims) & claims.is_preferred, YEAR))


def line_03_latest_observation(claims: Table) -> Table:
    """Of several observations in one year, the latest stays."""
    latest = claims.observed_on.max(where=_alive(claims)).over(ibis.window(group_by=list(YEAR)))
    return _remove(claims, 30, claims.observed_on < latest)


def line_04_whole_before_partial(claims: Table) -> Table:
    """A partial population is out where a whole one exists in the contest."""
    is_whole = claims.population == "all"
    return _remove(claims, 40, ~is_whole & _among(_alive(claims) & is_whole, CONTEST))


def line_05_statement(claims: Table) -> Table:
    """Legal units: individual and unknown, else consolidated. Groups: consolidated, else unknown, never individual."""
    is_group = claims.unit_kind == "group"
    is_consolidated = claims.statement == "consolidated"
    own = _among(_alive(claims) & ~is_consolidated, CONTEST)
    consolidated = _among(_alive(claims) & is_consolidated, CONTEST)
    group_out = (claims.statement == "individual") | (~is_consolidated & consolidated)
    individual = _among(_alive(claims) & (claims.statement == "individual"), YEAR)
    unit_out = (is_consolidated & own) | ((claims.statement == "unknown") & individual)
    return _remove(claims, 50, is_group.ifelse(group_out, unit_out))


def line_06_basis(claims: Table) -> Table:
    """The best stated basis of the contest stays, unspecified joins it; within a year the stated one goes first."""
    unspecified = claims.basis == "unspecified"
    order = _basis_order(claims)
    best = order.min(where=_alive(claims) & ~unspecified).over(ibis.window(group_by=list(CONTEST)))
    ranked = claims.mutate(is_unspecified=unspecified, basis_order=order, best=best)
    is_best = ~ranked.is_unspecified & (ranked.basis_order == ranked.best)
    other_basis = ~ranked.is_unspecified & ~is_best
    stated = _among(_alive(ranked) & is_best, YEAR)
    removed = _remove(ranked, 60, other_basis | (ranked.is_unspecified & stated))
    return removed.drop("is_unspecified", "basis_order", "best")


def _basis_order(claims: Table) -> Value:
    cases = [
        ((claims.measure == measure) & (claims.basis == basis), place)
        for measure, bases in BASES.items()
        for place, basis in enumerate(bases)
    ]
    return ibis.cases(*cases, else_=99)


def line_03_newest_year(claims: Table) -> Table:
    """What lines 4 to 6 left over the window is cut down to its newest year."""
    newest = claims.year.max(where=_alive(claims)).over(ibis.window(group_by=list(CONTEST)))
    older = _alive(claims) & (claims.year < newest).fill_null(False)
    return claims.mutate(lost_step=older.ifelse(65, claims.lost_step))  # a preferred claim of an older year, too


def line_07_infinite_end(claims: Table) -> Table:
    """A claim with an infinite end is out where a finite one overlaps it, whatever the ranks."""
    infinite = (claims.high == inf) | (claims.low == -inf)
    finite = _alive(claims) & ~infinite
    year = ibis.window(group_by=list(YEAR))
    # One end is infinite, so the overlap is decided at the other one; touching closed ends overlap.
    reaches = claims.high.max(where=finite).over(year) >= claims.low
    reached = claims.low.min(where=finite).over(year) <= claims.high
    return _remove(claims, 70, infinite & reaches & reached)


def line_07_rank(claims: Table) -> Table:
    """The best source rank stays."""
    best = claims["rank"].min(where=_alive(claims)).over(ibis.window(group_by=list(YEAR)))
    return _remove(claims, 70, claims["rank"] > best)


def line_08_narrower(claims: Table) -> Table:
    """Every claim that a narrower one overlaps is out. Two infinite ends are equally wide."""
    alive = claims.filter(_alive(claims))
    wide = alive.select(*YEAR, "claim_id", "low", "high", width=alive.high - alive.low)
    narrow = wide.view()
    same = [wide[column] == narrow[column] for column in YEAR]
    overlap = [narrow.low <= wide.high, narrow.high >= wide.low, narrow.width < wide.width]
    losers = wide.semi_join(narrow, [*same, *overlap]).select("scope", "claim_id", is_wide=True)
    joined = claims.left_join(losers, ["scope", "claim_id"])
    marked = joined.select(*[joined[column] for column in claims.columns], is_wide=joined.is_wide)
    return _remove(marked, 80, marked.is_wide).drop("is_wide")


def line_08_latest_publication(claims: Table) -> Table:
    """The latest publication stays; undated ones go last."""
    latest = claims.published_on.max(where=_alive(claims)).over(ibis.window(group_by=list(YEAR)))
    return _remove(claims, 80, latest.notnull() & (claims.published_on.isnull() | (claims.published_on < latest)))


def line_08_unit_as_filed(claims: Table) -> Table:
    """The unit as filed goes before a converted one."""
    return _remove(claims, 80, claims.is_converted & _among(_alive(claims) & ~claims.is_converted, YEAR))


def line_09_smaller_source(claims: Table) -> Table:
    """Ties go to the smaller (source_id, locator); in a compiled list, to the smaller publication, then row."""
    order = [claims[c] for c in ("source_id", "reference", "position", "locator", "claim_id")]
    standing = _alive(claims).ifelse(0, 1)
    place = ibis.row_number().over(ibis.window(group_by=list(YEAR), order_by=[standing, *order]))
    beaten = _alive(claims) & (place > 0)  # also of two preferred claims of one period
    return claims.mutate(lost_step=beaten.ifelse(90, claims.lost_step))


def contest(claims: Table, *, newest_year_only: bool) -> Table:
    """Run all lines. One claim a contest (with `newest_year_only`) or a contest and year is left with no lost_step."""
    lines = [line_01_out, line_02_decision, line_03_latest_observation, line_04_whole_before_partial]
    lines += [line_05_statement, line_06_basis]
    if newest_year_only:
        lines.append(line_03_newest_year)
    claims = claims.mutate(lost_step=ibis.null("int16"))
    lines += [line_07_infinite_end, line_07_rank]
    # Line 8 joins the table with itself; DuckDB works out lines 1 to 7 once all the same.
    lines += [line_08_narrower, line_08_latest_publication, line_08_unit_as_filed, line_09_smaller_source]
    return reduce(lambda table, line: line(table), lines, claims)


def removed_lines(claims: Table, steps: tuple[int, ...], group: tuple[str, ...]) -> StringValue:
    """The lines, in the order applied, that removed a claim of the group: "5,8"; "" where none did."""
    text: StringValue = ibis.literal("")
    for step in steps:
        text = text + _among(claims.lost_step == step, group).ifelse(f",{STEPS[step]}", "")
    return text.substr(1)


def disagreement(claims: Table) -> BooleanValue:
    """Line 9: a loser of the winner's year that does not overlap it, statement and basis alike (population ignored)."""
    group = ibis.window(group_by=list(YEAR))
    won = _alive(claims)
    low, high = claims.low.max(where=won).over(group), claims.high.max(where=won).over(group)
    apart = (claims.low > high) | (claims.high < low)
    competed = ~won & (claims.lost_step != 10)
    return (
        competed
        & apart.fill_null(False)
        & _alike(claims.statement, claims.statement.max(where=won).over(group), "unknown")
        & _alike(claims.basis, claims.basis.max(where=won).over(group), "unspecified")
    ).fill_null(False)


def _alike(mine: StringValue, winners: StringValue, any_value: str) -> BooleanValue:
    return (mine == winners) | (mine == any_value) | (winners == any_value)


def year_winners(claims: Table) -> Table:
    """Columns org_id, measure, claim_id, is_year_winner, year_rule, year_disagreement, lost_by, disagrees."""
    ran = contest(claims.mutate(scope=claims.year.cast("string")), newest_year_only=False)
    rule = removed_lines(ran, tuple(step for step in STEPS if step not in (10, 65)), YEAR)
    ran = ran.mutate(disagrees=disagreement(ran), rule=(rule == "").ifelse("1", rule))
    won = _alive(ran)
    return ran.select(
        "org_id",
        "measure",
        "claim_id",
        is_year_winner=won,
        year_rule=won.ifelse(ran.rule, ibis.null("string")),
        year_disagreement=won.ifelse(_among(ran.disagrees, YEAR), ibis.null("boolean")),
        lost_by=ibis.cases(*[(ran.lost_step == step, line) for step, line in STEPS.items()], else_=ibis.null("string")),
        disagrees=won.ifelse(ibis.null("boolean"), ran.disagrees),
    )


def shown_winners(claims: Table, reference_year: int) -> Table:
    """Columns org_id, measure, claim_id, shown_state, shown_rule, shown_disagreement: one row a contest that has one.

    `current`: out of the window R-4 … R+1; `outdated`: out of older years, only where the window holds nothing.
    """
    window_start, window_end = reference_year - 4, reference_year + 1
    scoped = claims.filter(claims.year <= window_end)
    scoped = scoped.mutate(scope=(scoped.year >= window_start).ifelse("current", "outdated"))
    ran = contest(scoped, newest_year_only=True)
    ran = ran.mutate(rule=removed_lines(ran, SERIES_STEPS, CONTEST), disagrees=disagreement(ran))
    ran = ran.mutate(shown_disagreement=_among(ran.disagrees, YEAR))
    won = ran.filter(_alive(ran))
    has_current = (won.scope == "current").max().over(ibis.window(group_by=["org_id", "measure"]))
    won = won.mutate(has_current=has_current)
    won = won.filter((won.scope == "current") | ~won.has_current)
    return won.select("org_id", "measure", "claim_id", "shown_disagreement", shown_state=won.scope, shown_rule=won.rule)
