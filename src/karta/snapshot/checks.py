"""What a snapshot must pass before it may become current. Each check answers with a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.schema import SNAPSHOT_TABLES
from karta.vocab.persons import holds_egn, is_sole_trader

# A source may lose up to half of its records between two snapshots; more asks for a person.
LARGEST_DROP = 0.5

UNIQUE = {
    "organisations": "org_id",
    "claims": "claim_id",
    "figures": "claim_id",
    "links": "source_id, record_id",
    "redirects": "old_org_id",
    "places": "place_code, level",
    "sectors": "nace_version, code",
}
# table, column, where it must be found
REFERENCES = (
    ("names", "org_id", "organisations", "org_id"),
    ("sites", "org_id", "organisations", "org_id"),
    ("relations", "org_id", "organisations", "org_id"),
    ("relations", "target_org_id", "organisations", "org_id"),
    ("figures", "org_id", "organisations", "org_id"),
    ("figures", "claim_id", "claims", "claim_id"),
    ("claims", "org_id", "organisations", "org_id"),
    ("links", "org_id", "organisations", "org_id"),
    ("candidates", "left_org_id", "organisations", "org_id"),
    ("candidates", "right_org_id", "organisations", "org_id"),
    ("redirects", "org_id", "organisations", "org_id"),
)
# Columns that hold what a source wrote about an organisation. Addresses of pages and keys of records are left out:
# ten digits in a row are common there and say nothing about a person.
PERSONAL_TEXT = (
    ("names", "name"),
    ("organisations", "eik"),
    ("organisations", "legal_form"),
    ("relations", "target_name"),
    ("findings", "value"),
)
# What vocab.persons has to look at: DuckDB goes through millions of texts, Python through some thousands.
_DIGITS = r"regexp_matches({}, '[0-9]{{2}}[ ./-]?[0-9]{{2}}[ ./-]?[0-9]{{2}}[ ./-]?[0-9]{{3}}')"
_SOLE_TRADER = "regexp_matches(name, '(?i)[еe][тt]|едноличен')"


@dataclass(frozen=True, slots=True)
class Check:
    """One result. `message_*` says what was found, and where it failed what to do."""

    check: str
    passed: bool
    message_en: str
    message_bg: str

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "passed": self.passed,
            "message": {"bg": self.message_bg, "en": self.message_en},
        }


def run_checks(
    con: duckdb.DuckDBPyConnection, sources: Sequence[Mapping[str, Any]], last: Mapping[str, Any] | None
) -> list[Check]:
    """All checks over the tables of a snapshot (by their names in `con`).

    `sources`: the manifest's entries, each with `expected_rows` (least, most) and `expected_filled` {property: share}.
    `last`: the manifest of the current snapshot, or None.
    """
    return [
        *(_rows(source) for source in sources),
        *(check for source in sources for check in _filled(con, source)),
        *(_no_errors(con, source) for source in sources),
        *_unique(con),
        *_references(con),
        *(_drop(source, last) for source in sources),
        _no_persons(con),
    ]


def failed(checks: Sequence[Check]) -> list[Check]:
    """Those that did not pass."""
    return [check for check in checks if not check.passed]


def load_tables(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Read the written files as views, so that the checks see what readers will see."""
    for table in SNAPSHOT_TABLES:
        con.execute(f"CREATE OR REPLACE VIEW {table} AS FROM read_parquet('{folder / table}.parquet')")


def _rows(source: Mapping[str, Any]) -> Check:
    least, most = source["expected_rows"]
    name, rows = source["source_id"], source["records"]
    return Check(
        f"rows:{name}",
        least <= rows <= most,
        f"{name}: {rows} records, expected {least} to {most}; if not, read its runbook before publishing",
        f"{name}: {rows} записа при очаквани {least} до {most}; ако не, прочетете указанията му преди публикуване",
    )


def _no_errors(con: duckdb.DuckDBPyConnection, source: Mapping[str, Any]) -> Check:
    """An error among a source's findings stops publishing; too many or too few rows have a check of their own."""
    name = source["source_id"]
    found = con.execute(
        "SELECT message_en, message_bg FROM findings WHERE source_id = ? AND severity = 'error' "
        "AND code <> 'rows_out_of_bounds' ORDER BY ALL LIMIT 1",
        [name],
    ).fetchone()
    english, bulgarian = found or (f"{name}: no error was found", f"{name}: не е открита грешка")
    return Check(f"errors:{name}", found is None, english, bulgarian)


def _filled(con: duckdb.DuckDBPyConnection, source: Mapping[str, Any]) -> list[Check]:
    expected, found = source["expected_filled"], []
    records = dict(
        con.execute(
            "SELECT property, count(DISTINCT record_id) FROM claims WHERE source_id = $source "
            "AND list_contains($properties, property) GROUP BY property",
            {"source": source["source_id"], "properties": sorted(expected)},
        ).fetchall()
    )
    for column, least in sorted(expected.items()):
        filled = records.get(column, 0)
        share = filled / source["records"] if source["records"] else 0.0
        place = f"{source['source_id']}: {column}"
        found.append(
            Check(
                f"filled:{source['source_id']}:{column}",
                share >= least,
                f"{place} is filled in {share:.0%} of the records, expected at least {least:.0%}; compare its columns",
                f"{place} е попълнено в {share:.0%} от записите при очаквани поне {least:.0%}; сравнете колоните",
            )
        )
    return found


def _unique(con: duckdb.DuckDBPyConnection) -> list[Check]:
    found = []
    for table, key in UNIQUE.items():
        twice = _number(con, f"SELECT count(*) - count(DISTINCT hash({key})) FROM {table}")
        if twice:  # or two keys with one hash
            twice = _number(con, f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)")
        found.append(
            Check(
                f"unique:{table}",
                twice == 0,
                f"{table}: {twice} values of {key} stand more than once; report it with the log, nothing was published",
                f"{table}: {twice} стойности на {key} се повтарят; съобщете го с журнала, нищо не е публикувано",
            )
        )
    return found


def _references(con: duckdb.DuckDBPyConnection) -> list[Check]:
    found = []
    for table, column, target, key in REFERENCES:
        missing = _number(
            con,
            f"SELECT count(*) FROM (FROM {table} WHERE {column} IS NOT NULL) t ANTI JOIN {target} ON "
            f"t.{column} = {target}.{key}",
        )
        found.append(
            Check(
                f"reference:{table}.{column}",
                missing == 0,
                f"{table}.{column}: {missing} rows point at nothing in {target}; report it with the log",
                f"{table}.{column}: {missing} реда сочат към липсващ ред на {target}; съобщете го с журнала",
            )
        )
    return found


def _drop(source: Mapping[str, Any], last: Mapping[str, Any] | None) -> Check:
    name, rows = source["source_id"], source["records"]
    before = next((s["records"] for s in (last or {}).get("sources", []) if s["source_id"] == name), 0)
    return Check(
        f"drop:{name}",
        rows >= before * (1 - LARGEST_DROP) or source["expected_rows"][0] == 0,  # a source that may be empty
        f"{name}: {rows} records, {before} in the current snapshot; where most are gone, look at its newest file",
        f"{name}: {rows} записа, {before} в текущата снимка; ако повечето липсват, проверете най-новия му файл",
    )


def _no_persons(con: duckdb.DuckDBPyConnection) -> Check:
    """The canary: no personal number and no sole trader anywhere that a source's words come through.

    ЕТ in a name counts in Bulgaria, or where no country is known; ten digits in a row inside a LEI are nobody's number.
    """
    told = [f"SELECT {column} AS told FROM {table} WHERE {_DIGITS.format(column)}" for table, column in PERSONAL_TEXT]
    told.append(
        f"SELECT value FROM claims WHERE unit IS NULL AND property <> 'website' AND {_DIGITS.format('value')} "
        "AND NOT (property = 'lei' AND length(value) = 20)"
    )
    texts = con.execute(f"SELECT DISTINCT told FROM ({' UNION ALL '.join(told)})").fetchall()
    hits = sum(holds_egn(text) for (text,) in texts)
    forms = con.execute("SELECT DISTINCT legal_form FROM organisations WHERE legal_form IS NOT NULL").fetchall()
    hits += sum(is_sole_trader(form, None) for (form,) in forms)
    names = f"""SELECT DISTINCT name FROM (FROM names WHERE {_SOLE_TRADER}) LEFT JOIN organisations USING (org_id)
                WHERE coalesce(country, 'BG') = 'BG'"""
    hits += sum(is_sole_trader(None, text) for (text,) in con.execute(names).fetchall())
    return Check(
        "natural_persons",
        hits == 0,
        f"{hits} values look like a natural person's number or a sole trader; withdraw the import that brought them",
        f"{hits} стойности приличат на ЕГН или едноличен търговец; оттеглете файла, от който идват",
    )


def _number(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> int:
    row = con.execute(sql, list(values)).fetchone()
    return int(row[0]) if row else 0
