"""GeoJSON (RFC 7946): a point by `place_precision`, no geometry where no place is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from karta.explore.export.lines import lines, written
from karta.explore.export.taken import Taken
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot

PIECE = 8_192  # rows; one takes four kilobytes


def geojson_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en") -> Iterator[bytes]:
    """All matches as one FeatureCollection, piece by piece; citation, snapshot and filter are members of it."""
    out = Taken(snapshot, asked, lang)
    head = json.dumps({"type": "FeatureCollection", **out.about}, ensure_ascii=False)[:-1]
    yield f'{head}, "features": ['.encode()
    first = 2  # there is no comma before the first feature
    for features in out.pieces(partial(_features, out), PIECE):
        yield bytes(features[first:]) if first else features
        first = 0
    yield b"\n]}\n"


def write_geojson(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as GeoJSON to a binary file."""
    for piece in geojson_pieces(snapshot, asked, lang=lang):
        file.write(piece)


def _features(out: Taken, piece: pa.RecordBatch) -> Any:
    join = pc.binary_join_element_wise
    lon, lat = (written(piece[name]) for name in ("lon", "lat"))
    point = join('{"type":"Point","coordinates":[', lon, ",", lat, "]}", "").fill_null("null")
    ids = _json(piece["id"])
    begin = join(',\n{"type":"Feature","id":', ids, ',"geometry":', point, ',"properties":{', "")
    return lines(
        piece.drop_columns(["id", "lon", "lat", *out.about]),
        _members,
        between=",",
        empty='"{}":null',
        begin=begin,
        end="}}",
    )


def _members(name: str, values: Any) -> pa.StringArray:
    return pc.binary_join_element_wise(f'"{name}":', _json(values), "")


def _json(values: Any) -> pa.StringArray:
    if not pa.types.is_string(values.type):
        return values.cast(pa.string()) if pa.types.is_boolean(values.type) else written(values)
    if not pc.any(pc.match_substring_regex(values, r'[\\"\x00-\x1f]')).as_py():
        return pc.binary_join_element_wise('"', values, '"', "")
    told = [None if text is None else json.dumps(text, ensure_ascii=False) for text in values.to_pylist()]
    return pa.array(told, pa.string())
