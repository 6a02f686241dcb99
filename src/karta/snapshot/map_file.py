"""map.yml of a data folder: which map it is, and whose portal. One data folder is one map.

```yaml
title: {bg: …, en: …}
default_country: BG
sources: [bg_…]        # without it: those that ship, and every import
cluster: hlscb         # the organisation (a body of the portal's facts) whose portal it is; ~ for none
initiative: spinoff-bulgaria   # the series of events that sets the goal on the first page; ~ for none
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from karta.snapshot.errors import BadMapFile

_KEYS = ("title", "default_country", "sources", "synthetic", "cluster", "initiative")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_TITLE = {"bg": "Карта на науките за живота в България", "en": "Map of life sciences in Bulgaria"}


@dataclass(frozen=True, slots=True)
class MapFile:
    """What map.yml says. `sources` is None where it names none: the shipped ones and every import are then shown.

    `cluster` and `initiative` are codes of the portal's facts (a body, a series), None for none.
    With default_country BG, which a file without the key has, the shipped places and sectors are read as well.
    """

    title: Mapping[str, str] = field(default_factory=lambda: dict(_TITLE))
    default_country: str | None = "BG"
    sources: tuple[str, ...] | None = None
    synthetic: bool = False
    cluster: str | None = "hlscb"
    initiative: str | None = "spinoff-bulgaria"


def read_map_file(data_dir: Path) -> MapFile:
    """The map of a data folder; without map.yml the life sciences of Bulgaria. Errors: BadMapFile."""
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
        cluster=_code(path, loaded, "cluster", MapFile().cluster),
        initiative=_code(path, loaded, "initiative", MapFile().initiative),
    )


def _code(path: Path, loaded: Mapping[str, Any], key: str, default: str | None) -> str | None:
    said = loaded.get(key, default)
    if said is None or (isinstance(said, str) and _CODE.fullmatch(said)):
        return said
    raise _problem(path, f"{key} is a code of small Latin letters, digits and dashes, or ~ for none",
                   f"{key} е код от малки латински букви, цифри и тирета или ~ за никой")  # fmt: skip


def _problem(path: Path, english: str, bulgarian: str) -> BadMapFile:
    return BadMapFile("bad_map_file", f"{path.name} {english}", f"{path.name} {bulgarian}")
