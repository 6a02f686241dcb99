"""Files as people bring them, and what is told of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import Checked, as_findings, check
from karta.pipeline.ingest.user_file.guess import guess
from karta.pipeline.ingest.user_file.messages import BadFile
from karta.pipeline.ingest.user_file.read import Form, read

GOOD = """ЕИК;Име;Наети 2023;Приходи 2023 (хил. лв.)
831902088;Софарма АД;1 800;220 234,5
103267194;Софарма Трейдинг АД;900;982 345,6
"""
PERSON = "6101057509"  # stdnum's own example of a valid number; nobody's


EIK, NAME = {"column": "ЕИК", "field": "eik"}, {"column": "Име", "field": "name"}
HEADCOUNT = {"column": "Наети 2023", "field": "figure", "measure": "headcount", "year": 2023}


def written(folder: Path, content: str | bytes, name: str = "members.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def mapped(path: Path, **changes: object) -> mappings.Mapping:
    made, _ = guess(read(path), today=date(2026, 11, 23))
    keys = made.to_keys() | {"licence": "CC0-1.0", "attribution": "Test"} | changes
    return mappings.from_keys(keys)


def checked_file(folder: Path, content: str | bytes, name: str = "members.csv", **changes: object) -> Checked:
    path = written(folder, content, name)
    return check(read(path), mapped(path, **changes))


def told(checked: Checked) -> list[tuple[str, str | None, str | None, str]]:
    """(place, column, value, code) of everything that is not a mere notice."""
    return [(f.locator, f.column, f.value, f.code) for f in as_findings(checked) if f.severity != "notice"]


def notices(checked: Checked) -> list[tuple[str, str | None, str]]:
    return [(f.locator, f.value, f.code) for f in as_findings(checked) if f.severity == "notice"]


def refused(path: Path, form: Form | None = None) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read(path, form)
    return caught.value
