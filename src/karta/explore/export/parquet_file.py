"""Parquet and Arrow: typed columns, citation and filter in the metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from karta.explore.export.drain import Drain
from karta.explore.export.taken import Taken
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot

PIECE = 61_440  # rows of a row group


def parquet_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en") -> Iterator[bytes]:
    """All matches as Parquet, piece by piece; citation and filter stand in the file's metadata too."""
    import pyarrow as pa
    from pyarrow import parquet

    out = Taken(snapshot, asked, lang)
    schema = out.schema
    repeated = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    drain = Drain()
    # A reader sees plain texts: that they repeat is how they are written, not what they are.
    with parquet.ParquetWriter(
        drain, schema, use_dictionary=repeated, store_schema=False, write_statistics=False
    ) as writer:
        for piece in out.pieces(lambda piece: piece, PIECE):
            writer.write_batch(piece)
            yield drain.taken()
        writer.add_key_value_metadata(out.about)
    yield drain.taken()


def write_parquet(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as Parquet to a binary file."""
    for piece in parquet_pieces(snapshot, asked, lang=lang):
        file.write(piece)


def arrow_batches(snapshot: Snapshot, asked: Filter, lang: str) -> tuple[Any, Iterator[Any]]:
    """All matches as an Arrow schema of plain columns, with citation and filter in its metadata, and its batches."""
    import pyarrow as pa

    out = Taken(snapshot, asked, lang)
    types = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in out.schema]
    schema = pa.schema(list(zip(out.columns, types, strict=True)), metadata=out.about)
    return schema, out.pieces(lambda piece: piece.cast(schema), PIECE)
