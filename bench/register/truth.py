"""What is true of the synthetic register, as Parquet: one row a deed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.register.deeds import Deed

_SPELLS = pa.list_(pa.struct([("since", pa.date32()), ("value", pa.string())]))
SCHEMA = pa.schema(
    [
        ("eik", pa.string()),
        ("is_sole_trader", pa.bool_()),
        ("names", _SPELLS),
        ("latin", pa.string()),
        ("legal_forms", _SPELLS),
        ("seats", _SPELLS),  # EKATTE
        ("statuses", _SPELLS),
        ("capitals", _SPELLS),
        ("activity", pa.string()),
        ("nace_code", pa.string()),
        ("successors", pa.list_(pa.string())),
        ("branches", pa.list_(pa.string())),
        ("persons", pa.list_(pa.string())),  # invented; a test looks for them in every output
    ]
)


def write_truth(path: Path, deeds: Iterable[Deed]) -> None:
    """One file of the truth."""
    rows = [row(deed) for deed in deeds]
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path, compression="zstd")


def row(deed: Deed) -> dict[str, Any]:
    """The truth of one deed, spells in order of time."""
    return {
        "eik": deed.eik,
        "is_sole_trader": deed.is_sole_trader,
        "names": _spells(deed.names),
        "latin": deed.latin,
        "legal_forms": _spells(deed.forms),
        "seats": [{"since": since, "value": seat.place.ekatte} for since, seat in sorted(deed.seats, key=_since)],
        "statuses": _spells(deed.status),
        "capitals": _spells(deed.capitals),
        "activity": deed.activity,
        "nace_code": deed.nace_code,
        "successors": deed.successors,
        "branches": [eik for eik, _ in deed.branches],
        "persons": deed.persons,
    }


def _since(spell: tuple[Any, Any]) -> Any:
    return spell[0]


def _spells(told: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    return [{"since": since, "value": value} for since, value in sorted(told, key=_since)]
