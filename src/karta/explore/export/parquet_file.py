"""Parquet and Arrow: typed columns, citation and filter in the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from karta.explore.export.taken import taking
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot


def write_parquet(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as Parquet; citation and filter stand in the file's metadata too."""
    from pyarrow import parquet

    schema, batches = arrow_batches(snapshot, asked, lang)
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def arrow_batches(snapshot: Snapshot, asked: Filter, lang: str) -> tuple[Any, Iterator[Any]]:
    """All matches as an Arrow schema, with citation and filter in its metadata, and its record batches."""
    with taking(snapshot, asked, lang) as out:
        schema = out.schema()

    def batches() -> Iterator[Any]:
        with taking(snapshot, asked, lang) as out:
            for piece in out.pieces(", ".join(out.columns)):
                yield from piece.cast(schema).to_batches()

    return schema, batches()
