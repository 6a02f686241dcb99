"""The guide names what is on the screen, and its commands work as printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from typed import steps

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs/guide"
CATALOGUES = sorted((PROJECT / "src/karta/portal").glob("**/locale/bg/LC_MESSAGES/django.po"))


def words_on_screen(language: str) -> set[str]:
    """Every text of the portal in one language."""
    found: set[str] = set()
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="bg"):
                said = message.id if language == "en" else message.string
                found |= {said} if isinstance(said, str) else set(said)
    return found


@pytest.mark.parametrize("language", ["bg", "en"])
def test_bold_words_of_the_guide_stand_on_the_screen(language):
    bold = set(re.findall(r"\*\*(.+?)\*\*", (GUIDE / f"{language}.md").read_text("utf-8"))) - {"bold", "получер"}
    assert bold - words_on_screen(language) == set()
    assert len(bold) > 15


def test_both_guides_print_the_same_commands():
    assert steps(GUIDE / "bg.md") == steps(GUIDE / "en.md")


@pytest.mark.parametrize("command", [step.text for step in steps(GUIDE / "en.md") if "karta" in step.text])
def test_a_command_of_the_guide_works_as_printed(command, demo_data, tmp_path):
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    env = {**os.environ, "KARTA_DATA": str(demo_data)}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.iterdir() if path.name.startswith("plovdiv")]
    assert done.stdout or [path.stat().st_size > 5_000 for path in written] == [True]
