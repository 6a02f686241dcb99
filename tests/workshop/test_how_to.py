"""docs/how-to/add-a-source.md, typed from its first command to its last in a fresh clone."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import live
from typed import address, steps

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs/how-to/add-a-source.md"


def test_add_a_source_as_printed(tmp_path):
    clone = tmp_path / "karta"
    subprocess.run(["git", "clone", "--quiet", PROJECT, clone], check=True)
    data = clone / "data"
    typed = steps(PAGE)
    assert typed[-1].text == "make run"
    for step in typed[:-1]:
        if step.path:
            (clone / step.path).write_text(step.text, "utf-8")
        else:
            _type(step.text, clone)
    port = live.free_port()
    with live.serving(["make", "run", f"PORT={port}"], data=data, port=port, cwd=clone, env=_environment()) as portal:
        with urllib.request.urlopen(f"{portal.url}{address(PAGE)}") as answer:
            shown = answer.read().decode("utf-8")
        with urllib.request.urlopen(f"{portal.url}/api/v1/organisations?source=bg_example_clinics") as answer:
            listed = answer.read().decode("utf-8")
    assert "Invented for this page" in shown
    assert "<dt>Rows</dt><dd>3</dd>" in shown
    assert all(name in listed for name in ("Example Day Clinic", "Sample Centre", "Specimen Laboratory"))


def _environment() -> dict[str, str]:
    """The reader's own: nothing of this test run's virtual environment or data folder."""
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != own)
    ours = ("KARTA_", "VIRTUAL_ENV", "MAKE", "MFLAGS", "DJANGO", "CI")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PATH": path}


def _type(command: str, clone: Path) -> None:
    done = subprocess.run(
        command, shell=True, cwd=clone, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
