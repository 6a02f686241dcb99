"""Which pairs of names are worth comparing: names that share rare words, or common ones in one settlement.

Written in Ibis, so that the same expression runs on DuckDB and on Spark; weights are whole numbers, so that both rank
alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Column, Table

# A key that more records bear is looked up within a settlement only; one that more bear there, not at all.
MOST_BEARERS = 200
_BIT = 100  # weights are bits in hundredths
_SHARE = 0.4  # of the weight of the name that tells less must be shared
_NEARLY = 0.5  # of the rank of the likeliest record for it
_SAME_PLACE = 3 * _BIT  # what one settlement adds to a pair's rank
MOST_PAIRS = 8  # the likeliest records that one record is compared with
_FEW = 1_000  # among few records, each word would seem common
# A host that more records bear is a provider's.
MOST_OF_A_SITE = 20

# One row a name and key: nid, rid, key, place, country, single (each null where unknown or none), and `asks`: the
# record has no ЕИК, so that it may be found to be another. A website is a key of a record's first name.
LINK_KEYS = """
CREATE OR REPLACE TEMP TABLE link_keys AS
WITH keyed AS (
    SELECT DISTINCT nid, rid, unnest(keys) AS key FROM link_names
    UNION ALL
    SELECT min(nid), rid, any_value('site ' || website) FROM link_names JOIN link_profiles USING (rid)
    WHERE website IS NOT NULL GROUP BY rid
)
SELECT nid, rid, key, place, country, single, eik IS NULL AS asks FROM keyed JOIN link_profiles USING (rid)
"""

# A pair as the model compares it.
PAIRS = """
SELECT l.rid AS left_rid, r.rid AS right_rid, l.name AS left_name, lp.legal_form AS left_form,
    lp.shown_place AS left_place, lp.website AS left_site, r.name AS right_name, rp.legal_form AS right_form,
    rp.shown_place AS right_place, rp.website AS right_site
FROM likely_pairs JOIN link_names l ON l.nid = left_nid JOIN link_names r ON r.nid = right_nid
JOIN link_profiles lp ON lp.rid = l.rid JOIN link_profiles rp ON rp.rid = r.rid
ORDER BY left_name, left_rid, right_rid
"""


def likely_pairs(table: Callable[[str], Table], records: int) -> Table:
    """Columns left_nid, right_nid: each pair of records once, by its likeliest names. Reads `link_keys`.

    `records`: how many there are. No pair has an ЕИК on both sides, two countries, or one source of single rows.
    """
    keys = _weighed(table("link_keys"), records)
    asking = keys.filter(keys.asks)
    rare = _meeting(asking, keys.filter(keys.bearers <= MOST_BEARERS), in_place=False)
    common = _meeting(asking, _common(keys), in_place=True)
    met = rare.union(common)
    summed = met.group_by("nid", "rid", "other_nid", "other_rid", "is_near").agg(weight=met.weight.sum())
    words = keys.filter(~keys.key.startswith("="))  # the whole name says its words again
    told = words.group_by("nid").agg(told=words.weight.sum())
    theirs = told.select(other_nid=told.nid, other_told=told.told)
    likely = summed.join(told, "nid").join(theirs, "other_nid")
    likely = likely.filter(likely.weight >= ibis.least(likely.told, likely.other_told) * _SHARE)
    likely = likely.mutate(
        rank=likely.weight + likely.is_near.ifelse(_SAME_PLACE, 0), told_by_both=likely.told + likely.other_told
    )
    # Of names that share as much, those that say nothing else.
    best = _first(likely, ("rid", "other_rid"), ("told_by_both", "nid", "other_nid"))
    best = _first(_telling(best), ("rid",), ("other_rid",), count=MOST_PAIRS)
    turned = best.rid > best.other_rid
    ordered = best.select(
        "rank",
        left_rid=ibis.least(best.rid, best.other_rid),
        right_rid=ibis.greatest(best.rid, best.other_rid),
        left_nid=turned.ifelse(best.other_nid, best.nid),
        right_nid=turned.ifelse(best.nid, best.other_nid),
    )
    return _first(ordered, ("left_rid", "right_rid"), ("left_nid", "right_nid")).select("left_nid", "right_nid")


def _weighed(keys: Table, records: int) -> Table:
    """Each key with how many records bear it, and the bits that it tells."""
    borne = keys.group_by("key").agg(bearers=keys.rid.nunique())
    bits = (ibis.literal(float(records + _FEW)) / borne.bearers).log2() * _BIT
    return keys.join(borne.mutate(weight=bits.round().cast("int64")), "key")


def _common(keys: Table) -> Table:
    """Keys that many bear, where few bear them in one settlement."""
    common = keys.filter(keys.bearers > MOST_BEARERS, keys.place.notnull())
    here = common.group_by("key", "place").agg(here=common.rid.nunique())
    return common.join(here.filter(here.here <= MOST_BEARERS), ["key", "place"])


def _meeting(asking: Table, keys: Table, *, in_place: bool) -> Table:
    """Names of two records that share a key, one row a key."""
    other = keys.select(
        "key", other_nid=keys.nid, other_rid=keys.rid, other_place=keys.place, other_country=keys.country,
        other_single=keys.single,
    )  # fmt: skip
    conditions = [asking.key == other.key, asking.rid != other.other_rid]
    if in_place:
        conditions.append(asking.place == other.other_place)
    met = asking.join(other, conditions)
    met = met.filter(
        _equal_or_unknown(met.country, met.other_country), ~(met.single == met.other_single).fill_null(False)
    )
    is_near: BooleanValue = (met.place == met.other_place).fill_null(False)
    return met.select("nid", "rid", "other_nid", "other_rid", "weight", is_near=is_near)


def _equal_or_unknown(one: Column, other: Column) -> BooleanValue:
    return (one == other).fill_null(True)


def _telling(pairs: Table) -> Table:
    """Pairs nearly as likely as the likeliest of a record; none of a record to which more are that likely than are
    compared: whoever finds it would take it for the only one of its name."""
    record = ibis.window(group_by=["rid"])
    ranked = pairs.mutate(likeliest=pairs["rank"].max().over(record))
    ranked = ranked.mutate(as_likely=(ranked["rank"] == ranked.likeliest).cast("int64").sum().over(record))
    is_crowded = ranked.as_likely > MOST_PAIRS
    crowded = ranked.filter(is_crowded).select(crowded_rid=ranked.rid).distinct()
    telling = ranked.filter(ranked["rank"] >= ranked.likeliest * _NEARLY, ~is_crowded)
    return telling.anti_join(crowded, telling.other_rid == crowded.crowded_rid)


def _first(pairs: Table, group: tuple[str, ...], ties: tuple[str, ...], *, count: int = 1) -> Table:
    """Of each group the rows of highest rank; equal ones in the order of `ties`."""
    order = [pairs["rank"].desc(), *(pairs[column] for column in ties)]
    place = ibis.row_number().over(ibis.window(group_by=list(group), order_by=order))
    return pairs.mutate(place_in_group=place).filter(lambda t: t.place_in_group < count).drop("place_in_group")
