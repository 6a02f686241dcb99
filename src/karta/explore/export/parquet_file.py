"""Parquet and Arrow: typed columns, citation and filter in the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from karta.explore.export.drain import Drain
from karta.explore.export.taken import taking
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot


def parquet_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en") -> Iterator[bytes]:
    """All matches as Parquet, piece by piece; citation and filter stand in the file's metadata too."""
    from pyarrow import parquet

    schema, batches = arrow_batches(snapshot, asked, lang)
    drain = Drain()
    with parquet.ParquetWriter(drain, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield drain.taken()
    yield drain.taken()


def write_parquet(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as Parquet to a binary file."""
    for piece in parquet_pieces(snapshot, asked, lang=lang):
        file.write(piece)


def arrow_batches(snapshot: Snapshot, asked: Filter, lang: str) -> tuple[Any, Iterator[Any]]:
    """All matches as an Arrow schema, with citation and filter in its metadata, and its record batches."""
    made = _schema_then_batches(snapshot, asked, lang)
    return next(made), made


def _schema_then_batches(snapshot: Snapshot, asked: Filter, lang: str) -> Iterator[Any]:
    import pyarrow as pa

    with taking(snapshot, asked, lang) as out:
        schema = out.schema()
        yield schema
        changing = [name for name in out.columns if name not in out.about]
        for piece in out.pieces(", ".join(changing)):
            same = {name: pa.repeat(text, piece.num_rows) for name, text in out.about.items()}
            columns = [same[name] if name in same else piece.column(name) for name in out.columns]
            yield from pa.table(columns, schema=schema).to_batches()
