"""map.yml of a data folder: which map it is. One data folder is one map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from karta.pipeline.ingest.errors import IngestError

_KEYS = ("title", "default_country", "sources", "synthetic")
_TITLE = {"bg": "Карта на науките за живота в България", "en": "Map of life sciences in Bulgaria"}


@dataclass(frozen=True, slots=True)
class MapFile:
    """What map.yml says. `sources` is None where it names none: the shipped ones and every import are then shown.

    With default_country BG, which a file without the key has, the shipped places and sectors are read as well.
    """

    title: Mapping[str, str] = field(default_factory=lambda: dict(_TITLE))
    default_country: str | None = "BG"
    sources: tuple[str, ...] | None = None
    synthetic: bool = False


def read_map_file(data_dir: Path) -> MapFile:
    """The map of a data folder; without map.yml the life sciences of Bulgaria. Errors: IngestError."""
    path = data_dir / "map.yml"
    if not path.exists():
        return MapFile()
    try:
        loaded = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise _problem(path, f"is not YAML: {error}", f"не е YAML: {error}") from error
    if not isinstance(loaded, dict):
        raise _problem(path, "holds no keys", "няма ключове")
    for key in loaded:
        if key not in _KEYS:
            raise _problem(path, f"has an unknown key {key!r}; it knows {_KEYS}", f"има непознат ключ {key!r}")
    title = loaded.get("title", _TITLE)
    if not isinstance(title, dict) or set(title) != {"bg", "en"}:
        raise _problem(path, "title needs bg and en", "title иска bg и en")
    sources = loaded.get("sources")
    if sources is not None and not (isinstance(sources, list) and all(isinstance(name, str) for name in sources)):
        raise _problem(path, "sources is a list of source ids", "sources е списък от идентификатори на източници")
    return MapFile(
        title=title,
        default_country=loaded.get("default_country", "BG"),
        sources=None if sources is None else tuple(sources),
        synthetic=bool(loaded.get("synthetic", False)),
    )


def _problem(path: Path, english: str, bulgarian: str) -> IngestError:
    return IngestError("bad_map_file", f"{path.name} {english}", f"{path.name} {bulgarian}")
