"""From sources to a published snapshot: the demo map, and Romania's balance sheets at size."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.measure import Figure, run_karta


def demo() -> list[Figure]:
    """The shipped sources, in an empty data folder."""
    with tempfile.TemporaryDirectory() as folder:
        return _build("demo", Path(folder), seconds=20, gib=1)


def romania() -> list[Figure]:
    """47,089 company-years from the mirror; nothing when KARTA_MIRROR is not set."""
    if not os.environ.get("KARTA_MIRROR"):
        print("  left out: KARTA_MIRROR is not set")
        return []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "map.yml").write_text(
            "title: {bg: Румъния, en: Romania}\ndefault_country: RO\nsources: [ro_mf_balance_sheets]\n", "utf-8"
        )
        run_karta("fetch", "ro_mf_balance_sheets", data=data)
        return _build("Romania, 47,089 company-years", data, seconds=45, gib=1.5)


def _build(what: str, data: Path, *, seconds: float, gib: float) -> list[Figure]:
    build = run_karta("build", data=data)
    publish = run_karta("publish", data=data)
    return [
        Figure(f"{what}: build and publish", build.seconds + publish.seconds, "s", seconds),
        Figure(f"{what}: memory at its peak", max(build.peak_gib, publish.peak_gib), "GiB", gib),
    ]
