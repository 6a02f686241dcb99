"""Putting an organisation on the list of what must not be shown, with the written forms that texts may use for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from karta.matching.names import search_key, without_form
from karta.snapshot.database import connect
from karta.snapshot.errors import NoSuchSnapshot
from karta.snapshot.files import write_text
from karta.snapshot.store import Store
from karta.snapshot.suppression import find_organisations
from karta.vocab.suppressed import FILE, SHORTEST_NAME, Suppressed, entries_of, words

SHORTEST_ALONE = 5  # letters of a name of one word, without its legal form


def suppress(data_dir: Path, org_id: str, *, reason: str, by: str, since: date) -> dict[str, Any]:
    """Add an organisation to suppressed.yml and say what was added; its names are to be read over by whoever asked.

    What was published is changed by `snapshot.suppression.renew`. Errors: NoSuchSnapshot where no kept snapshot has
    this organisation, BadSuppressed.
    """
    names: dict[str, None] = {}
    store = Store(data_dir)
    is_known = False
    for info in store.list():
        with _opened(info.path) as con:
            find_organisations(con, Suppressed(org_ids=frozenset({org_id})))
            found = con.execute("SELECT count(*) FROM out_names SEMI JOIN suppressed_ids USING (org_id)").fetchone()
            is_known |= bool(found and found[0])
            names |= dict.fromkeys(written_forms(con))
    if not is_known:
        raise NoSuchSnapshot(
            "no_organisation",
            f"{org_id}: no kept snapshot of {data_dir} has this organisation; its id stands in the address of its page",
            f"{org_id}: никоя снимка в {data_dir} няма тази организация; идентификаторът ѝ е в адреса на страницата ѝ",
        )
    entry = {"organisation": org_id, "names": list(names), "reason": reason, "since": since, "by": by}
    path = data_dir / FILE
    before = path.read_text("utf-8") if path.exists() else ""
    text = before + ("" if not before or before.endswith("\n") else "\n")
    text += yaml.safe_dump([entry], allow_unicode=True, sort_keys=False)
    entries_of(text)
    write_text(path, text)
    return entry


def written_forms(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the organisations in `suppressed_ids`, with and without their legal form, but for those that are a part
    of another organisation's name: hiding them would hide that one too."""
    own = [
        name
        for (name,) in con.execute(
            "SELECT DISTINCT name FROM out_names SEMI JOIN suppressed_ids USING (org_id) ORDER BY 1"
        ).fetchall()
    ]
    wanted: dict[tuple[str, ...], str] = {}
    for name in [*own, *map(_without_form, own)]:
        held = tuple(word.casefold() for word in words(name))
        letters = sum(map(len, held))
        if letters >= (SHORTEST_ALONE if len(held) == 1 else SHORTEST_NAME):
            wanted.setdefault(held, name)
    taken = _of_others(con, set(wanted))
    return [name for held, name in wanted.items() if held not in taken]


def _without_form(name: str) -> str:
    held = words(name)
    own, _form = without_form([search_key(word) for word in held])
    return " ".join(held[own])


def _of_others(con: duckdb.DuckDBPyConnection, wanted: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those that stand, word by word, in a name of an organisation that is not suppressed."""
    longest = max(map(len, wanted), default=0)
    taken: set[tuple[str, ...]] = set()
    rows = con.execute("SELECT DISTINCT name FROM out_names ANTI JOIN suppressed_ids USING (org_id)")
    while batch := rows.fetchmany(50_000):
        for (name,) in batch:
            held = [word.casefold() for word in words(name)]
            for start in range(len(held)):
                for end in range(start + 1, min(start + longest, len(held)) + 1):
                    if (part := tuple(held[start:end])) in wanted:
                        taken.add(part)
    return taken


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    con = connect()
    for table in ("organisations", "names", "redirects"):
        con.execute(f"CREATE VIEW out_{table} AS FROM read_parquet('{folder / table}.parquet')")
    return con
