"""The room's words, from the reviewed lists beside this file: steps, templates, practices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Both = dict[str, str]  # {"bg": …, "en": …}


@dataclass(frozen=True, slots=True)
class Template:
    """A document to begin with. `parts`: headings with what to write under each."""

    code: str
    name: Both
    use: Both
    parts: tuple[tuple[Both, Both], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. `template`: the code of the one that helps, "" for none."""

    code: str
    title: Both
    text: Both
    template: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """What can be taken from a project. `project`: its code."""

    project: str
    take: Both


@cache
def templates() -> dict[str, Template]:
    """By code, in the order of the list."""
    return {
        code: Template(code, said["name"], said["for"], tuple((one["head"], one["ask"]) for one in said["parts"]))
        for code, said in _read("templates.yml").items()
    }


@cache
def steps() -> list[Step]:
    """In their order."""
    return [Step(**one) for one in _read("steps.yml")]


@cache
def practices() -> list[Practice]:
    return [Practice(**one) for one in _read("practices.yml")]


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))
