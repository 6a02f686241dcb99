"""Reads a Markdown page as a person who types it: commands to run, files to write, the address to open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<path>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command (`path` is None) or the whole text of a file."""

    text: str
    path: str | None = None


def steps(page: Path) -> list[Step]:
    """Every line of its `sh` blocks and every block that names a file, in order."""
    found: list[Step] = []
    for block in _BLOCK.finditer(page.read_text("utf-8")):
        if block["path"]:
            found.append(Step(block["body"], block["path"]))
        elif block["kind"] == "sh":
            found += [Step(line.split(" # ")[0].strip()) for line in block["body"].splitlines() if line.strip()]
    return found


def address(page: Path) -> str:
    """Path of the one address that the page says to open."""
    (path,) = re.findall(r"Open http://127\.0\.0\.1:8000(/\S*?)\.?(?=\s)", page.read_text("utf-8"))
    return path
