"""Tables of a snapshot, column by column. Labels, units and definitions of the columns stand in vocab/fields.yml.

A change here is a change of the contract between the halves: raise SCHEMA_VERSION in the same commit.
"""

from __future__ import annotations

SCHEMA_VERSION = 4

MEASURES = ("headcount", "turnover", "revenue", "profit", "assets")  # filterable, one winner each in organisations
PROFILE_MEASURES = (*MEASURES, "fte", "investment_raised")  # drawn on profiles
MONEY_MEASURES = ("turnover", "revenue", "profit", "assets")  # order: preference when coverage is equal
RELATIONS = ("member_of", "spun_off_from", "part_of", "partner_in", "funded_by", "owned_by", "succeeded_by")
DECISIONS_SOURCE = "decisions"  # source_id of claims that people added
OWN_SOURCE = "own_profiles"  # source_id of what organisations say of themselves on the portal
# Who is counted where nobody asks for others: legal units that were not deleted or merged (ARCHITECTURE §7).
DEFAULT_POPULATION = "unit_kind = 'legal_unit' AND status NOT IN ('deleted', 'merged')"
STATES = ("current", "outdated", "other_currency", "unknown")  # of a measure in organisations

Columns = dict[str, str]


def measure_columns(measure: str) -> Columns:
    """Columns of one measure in `organisations`. Money in EUR, headcount in persons.

    {m}_state    current: the winner lies in the window R-4 … R+1; outdated: only older claims exist;
                 other_currency: the current winner has no EUR rate; unknown: no claim.
    {m}_min/max  closed interval of the winner, infinite ends as -inf and inf; null unless state is current or outdated.
    {m}_value    what is printed: the winner's own number (its bound where the other end is infinite).
    """
    return {
        f"{measure}_state": "VARCHAR",
        f"{measure}_value": "DOUBLE",
        f"{measure}_min": "DOUBLE",
        f"{measure}_max": "DOUBLE",
        f"{measure}_year": "SMALLINT",
        f"{measure}_statement": "VARCHAR",
        f"{measure}_disagreement": "BOOLEAN",
        f"{measure}_claim_id": "VARCHAR",
    }


ORGANISATIONS: Columns = {
    "org_id": "VARCHAR",
    "name_bg": "VARCHAR",
    "name_en": "VARCHAR",
    "eik": "VARCHAR",
    "lei": "VARCHAR",
    "ror_id": "VARCHAR",
    "legal_form": "VARCHAR",
    "kind": "VARCHAR",
    "unit_kind": "VARCHAR",  # legal_unit | part | group | project | placeholder
    "status": "VARCHAR",  # active | in_liquidation | insolvent | deleted | merged | unknown
    "country": "VARCHAR",  # ISO 3166-1 alpha-2
    "region": "VARCHAR",  # NUTS 2
    "nuts3": "VARCHAR",
    "district": "VARCHAR",
    "municipality": "VARCHAR",
    "ekatte": "VARCHAR",
    "lon": "DOUBLE",
    "lat": "DOUBLE",
    "place_precision": "VARCHAR",
    "nace_code": "VARCHAR",  # with its dot, Rev. 2
    "nace_origin": "VARCHAR",  # declared | assigned | text
    "segment": "VARCHAR",
    "founded_year": "SMALLINT",
    "website": "VARCHAR",
    "source_ids": "VARCHAR[]",  # sorted
    "completeness": "TINYINT",  # 0–100: share known of place, sector, founded, website, headcount, money, result
    "has_disagreement": "BOOLEAN",  # a shown, current winner of any measure has one
    "measure_count": "TINYINT",  # measures with a current winner
}
for _measure in MEASURES:
    ORGANISATIONS |= measure_columns(_measure)

NAMES: Columns = {
    "org_id": "VARCHAR",
    "name": "VARCHAR",
    "language": "VARCHAR",
    "name_kind": "VARCHAR",  # official | alias | acronym | as_written
    "search_key": "VARCHAR",  # matching.names.search_key(name)
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
}

SITES: Columns = {
    "org_id": "VARCHAR",
    "site_id": "VARCHAR",
    "site_kind": "VARCHAR",  # seat | branch | local_unit
    "country": "VARCHAR",
    "region": "VARCHAR",
    "district": "VARCHAR",
    "municipality": "VARCHAR",
    "ekatte": "VARCHAR",
    "lon": "DOUBLE",
    "lat": "DOUBLE",
    "place_precision": "VARCHAR",
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
}

RELATIONS_TABLE: Columns = {
    "org_id": "VARCHAR",
    "relation": "VARCHAR",
    "target_org_id": "VARCHAR",  # null where the target is not an organisation of this snapshot
    "target_name": "VARCHAR",
    "note": "VARCHAR",
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "claim_id": "VARCHAR",
}

FIGURES: Columns = {
    "org_id": "VARCHAR",
    "measure": "VARCHAR",
    "year": "SMALLINT",
    "claim_id": "VARCHAR",
    "value": "DOUBLE",  # EUR or persons; null where the currency has no rate
    "value_min": "DOUBLE",
    "value_max": "DOUBLE",
    "currency": "VARCHAR",  # as published: EUR, BGN, RON, USD …; null for persons
    "statement": "VARCHAR",
    "basis": "VARCHAR",
    "population": "VARCHAR",
    "rank": "TINYINT",
    "source_id": "VARCHAR",
    "is_year_winner": "BOOLEAN",
    "year_rule": "VARCHAR",  # on year winners: lines of §3b that removed a claim of the year: "5,8"; "1": none did
    "year_disagreement": "BOOLEAN",  # on year winners: line 9
    "lost_by": "VARCHAR",  # on losers: the line that removed it from its year
    "disagrees": "BOOLEAN",  # on losers: its interval does not overlap the year winner's, statement and basis alike
    "is_shown": "BOOLEAN",  # the winner without `year`
    "shown_state": "VARCHAR",  # on the shown one: current | outdated
    "shown_rule": "VARCHAR",  # on the shown one: lines 4–6, then 3, that picked series and year; may be ""
}

CLAIMS: Columns = {
    "claim_id": "VARCHAR",
    "org_id": "VARCHAR",
    "property": "VARCHAR",
    "value": "VARCHAR",  # attributes as text, figures as a plain number in `unit`
    "value_min": "DOUBLE",  # figures: in `unit`; infinite ends as -inf and inf
    "value_max": "DOUBLE",
    "unit": "VARCHAR",  # persons | fte | EUR | BGN | RON | USD …: thousands are already multiplied out
    "statement": "VARCHAR",
    "basis": "VARCHAR",
    "population": "VARCHAR",
    "language": "VARCHAR",
    "geography": "VARCHAR",
    "period_start": "DATE",
    "period_end": "DATE",
    "valid_from": "DATE",
    "valid_to": "DATE",
    "date_precision": "VARCHAR",  # year | month | day | part_of_day | unknown
    "observed_on": "DATE",  # the day inside the period that the source tells, else null
    "is_period_inferred": "BOOLEAN",
    "recorded_at": "DATE",
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "locator": "VARCHAR",
    "as_published": "VARCHAR",
    "method": "VARCHAR",  # as_published | converted:<rule> | derived:<rule>
    "state": "VARCHAR",  # known | missing | not_applicable | suppressed
    "visibility": "VARCHAR",  # a snapshot holds `public` only
    "rank": "TINYINT",
    "publication_ref": "VARCHAR",
    "publication_title": "VARCHAR",
    "publication_url": "VARCHAR",
    "published_on": "VARCHAR",  # as printed: 2022, 2022-03 or 2022-03-09
    "note": "VARCHAR",
    "position": "INTEGER",  # order in the source, ties of line 9
}

LINKS: Columns = {
    "org_id": "VARCHAR",
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "link_rule": "VARCHAR",  # first | register_id | certain_rule | model | decision | own_profile
    "explanation_en": "VARCHAR",
    "explanation_bg": "VARCHAR",
    "linked_source_id": "VARCHAR",  # the record that it was joined to; null for the first
    "linked_record_id": "VARCHAR",
    "score": "DOUBLE",  # of the model: the probability that both are one organisation
}

CANDIDATES: Columns = {
    "left_org_id": "VARCHAR",
    "right_org_id": "VARCHAR",
    "left_source_id": "VARCHAR",  # the two records that were compared
    "left_record_id": "VARCHAR",
    "right_source_id": "VARCHAR",
    "right_record_id": "VARCHAR",
    "reason": "VARCHAR",  # model | part_of | ambiguous | contradiction
    "score": "DOUBLE",  # probability that both are one organisation
    "worth": "DOUBLE",  # how much a decision would change the map
}

REDIRECTS: Columns = {"old_org_id": "VARCHAR", "org_id": "VARCHAR"}

FINDINGS: Columns = {
    "source_id": "VARCHAR",
    "record_id": "VARCHAR",
    "locator": "VARCHAR",
    "column_name": "VARCHAR",
    "value": "VARCHAR",
    "severity": "VARCHAR",
    "code": "VARCHAR",
    "message_en": "VARCHAR",
    "message_bg": "VARCHAR",
}

PLACES: Columns = {
    "place_code": "VARCHAR",  # BG | BG41 | SOF | SOF46 | 68134
    "level": "VARCHAR",  # country | region | district | municipality | settlement
    "parent_code": "VARCHAR",
    "name_bg": "VARCHAR",
    "name_en": "VARCHAR",
    "country": "VARCHAR",
    "region": "VARCHAR",
    "nuts3": "VARCHAR",
    "district": "VARCHAR",
    "municipality": "VARCHAR",
    "lon": "DOUBLE",  # of the settlement, or of the seat
    "lat": "DOUBLE",
    "precision": "VARCHAR",
}

SECTORS: Columns = {
    "code": "VARCHAR",  # A | 01 | 01.1 | 01.11
    "nace_version": "VARCHAR",
    "level": "VARCHAR",  # section | division | group | class
    "parent_code": "VARCHAR",
    "label_bg": "VARCHAR",
    "label_en": "VARCHAR",
}

SNAPSHOT_TABLES: dict[str, Columns] = {
    "organisations": ORGANISATIONS,
    "names": NAMES,
    "sites": SITES,
    "relations": RELATIONS_TABLE,
    "figures": FIGURES,
    "claims": CLAIMS,
    "links": LINKS,
    "candidates": CANDIDATES,
    "redirects": REDIRECTS,
    "findings": FINDINGS,
    "places": PLACES,
    "sectors": SECTORS,
}
