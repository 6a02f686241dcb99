"""GeoJSON (RFC 7946): a point by `place_precision`, no geometry where no place is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from karta.explore.export.taken import Taken, taking, text_bytes
from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot


def geojson_pieces(snapshot: Snapshot, asked: Filter, *, lang: str = "en") -> Iterator[bytes]:
    """All matches as one FeatureCollection, piece by piece; citation, snapshot and filter are members of it."""
    with taking(snapshot, asked, lang) as out:
        head = json.dumps({"type": "FeatureCollection", **out.about}, ensure_ascii=False)[:-1]
        yield f'{head}, "features": ['.encode()
        mark = b"\n"
        for piece in out.pieces(f"',\n' || {_feature(out)} AS feature"):
            for features in text_bytes(piece.column("feature")):
                yield mark + bytes(features[2:])
                mark = b",\n"
        yield b"\n]}\n"


def write_geojson(snapshot: Snapshot, asked: Filter, file: IO[bytes], *, lang: str = "en") -> None:
    """Write all matches as GeoJSON to a binary file."""
    for piece in geojson_pieces(snapshot, asked, lang=lang):
        file.write(piece)


def _feature(out: Taken) -> str:
    names = [name for name in out.columns if name not in ("id", "lon", "lat", *out.about)]
    properties = ", ".join(f"'{name}', {name}" for name in names)
    point = "json_object('type', 'Point', 'coordinates', [lon, lat])"
    return f"""json_object('type', 'Feature', 'id', id, 'geometry', CASE WHEN lon IS NOT NULL THEN {point} END,
        'properties', json_object({properties}))::VARCHAR"""
