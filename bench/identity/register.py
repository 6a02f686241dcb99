"""From messages of the register to a published map, as `bench.who_is_who` measured it; pages of the curation queue."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bench import curation, who_is_who
from bench.measure import Figure, machine

_HEAD = "| what | measured | to reach | reached |\n| --- | ---: | ---: | --- |"


def table() -> str:
    """Figures of a million deeds and of a day, then each stage: seconds, processor seconds, memory at its peak."""
    folder = os.environ.get("KARTA_BENCH_REGISTER")
    if not folder:
        return "Not measured: KARTA_BENCH_REGISTER names no folder of `python -m bench.who_is_who`."
    done = [json.loads(text) for text in (Path(folder) / "figures.jsonl").read_text("utf-8").splitlines()]
    deeds, others, changes = (int(done[0][name]) for name in ("deeds", "others", "changes"))
    stages = [
        f"| {told['stage']} | {told['seconds']:.1f} | {told['cpu']:.1f} | {told['gib']:.2f} |"
        for told in done
        if told["seconds"] >= 1
    ]
    at = ", ".join(sorted({told["commit"] for told in done}))
    return "\n".join(
        [f"{machine()}, commit {at}.", "", _rows(who_is_who.figures(done, deeds, others, changes)), "",
         "| stage | s | processor s | GiB, all processes |", "|---|---:|---:|---:|", *stages]
    )  # fmt: skip


def curation_table() -> str:
    """Pages of the curation queue over 100,000 pairs."""
    return f"{machine()}.\n\n{_rows(list(curation.curation()))}"


def _rows(figures: list[Figure]) -> str:
    return "\n".join([_HEAD, *(figure.row for figure in figures)])
