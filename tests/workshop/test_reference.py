"""docs/reference is what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_reference_is_up_to_date():
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts/reference.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_make_target_carries_a_note():
    lines = (PROJECT / "Makefile").read_text("utf-8").splitlines()
    phony = next(line for line in lines if line.startswith(".PHONY:")).split()[1:]
    noted = {line.split(":")[0] for line in lines if "## " in line}
    assert set(phony) - noted == {"help"}
