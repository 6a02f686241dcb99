"""docs/how-to/use-the-api.md: every command against a running portal; the operator's page names settings that exist."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from typed import steps

if TYPE_CHECKING:
    from live import LivePortal

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs/how-to/use-the-api.md"
OPERATE = PROJECT / "docs/how-to/operate-mail-and-limits.md"


def test_every_command_of_the_page_works_as_printed(live_portal: LivePortal) -> None:
    told = []
    for step in steps(PAGE):
        command = step.text.replace("http://127.0.0.1:8000", live_portal.url)
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        told.append(done.stdout)
    organisations, headers, atom, feed, problem, oembed = told
    found = json.loads(organisations)
    assert len(found["organisations"]) == 2
    assert found["next"]
    assert re.search(r"(?im)^etag: ", headers)
    assert ET.fromstring(atom).tag.endswith("feed")
    assert json.loads(feed)["version"] == "https://jsonfeed.org/version/1.1"
    assert json.loads(problem)["parameter"] == "headcount_min"
    assert "<iframe" in json.loads(oembed)["html"]


def test_settings_of_the_operator_s_page_exist() -> None:
    portal = PROJECT / "src/karta/portal"
    read = (portal / "config/settings.py").read_text("utf-8") + (portal / "platform/mail_settings.py").read_text(
        "utf-8"
    )
    named = set(re.findall(r"`(KARTA_[A-Z_]+)`", OPERATE.read_text("utf-8")))
    assert len(named) >= 7
    assert [name for name in named if name not in read] == []
