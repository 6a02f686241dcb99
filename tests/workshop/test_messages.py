"""Every text of the portal stands in Bulgarian."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_every_text_has_a_bulgarian_translation():
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts/messages.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout.splitlines()) == ("", [])
