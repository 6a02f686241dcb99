"""Reads points of a Mapbox Vector Tile by the specification's own words, so that tests trust no encoder.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any


def points(tile: bytes) -> list[dict[str, Any]]:
    """Attributes of each point, and its `x` and `y` inside the tile."""
    return [point for number, layer in _messages(tile) if number == 3 for point in _layer(layer)]


def layers(tile: bytes) -> list[tuple[str, int]]:
    """Name and extent of each layer."""
    found = []
    for number, layer in _messages(tile):
        if number == 3:
            parts = dict(_messages(layer))
            found.append((parts[1].decode(), parts[5]))
    return found


def _layer(layer: bytes) -> Iterator[dict[str, Any]]:
    parts = list(_messages(layer))
    keys = [value.decode() for number, value in parts if number == 3]
    values = [_value(value) for number, value in parts if number == 4]
    for number, feature in parts:
        if number == 2:
            one = dict(_messages(feature))
            tags = list(_packed(one[2]))
            _, x, y = _packed(one[4])
            named = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
            yield {**named, "x": x >> 1 ^ -(x & 1), "y": y >> 1 ^ -(y & 1)}


def _value(message: bytes) -> Any:
    ((number, value),) = _messages(message)
    if number == 1:
        return value.decode()
    if number in (2, 3):
        return struct.unpack("<f" if number == 2 else "<d", value)[0]
    return value >> 1 ^ -(value & 1) if number == 6 else value


def _messages(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        size, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield tag >> 3, data[at : at + size]
        at += size


def _packed(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
