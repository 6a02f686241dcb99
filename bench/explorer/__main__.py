"""Runs the explorer's benchmarks, each in a process of its own, and writes their tables: `make bench-explorer`.

python -m bench.explorer              all of them, into docs/reference/performance.md
python -m bench.explorer facets tiles named ones, only printed

A module that was measured at this commit by a run that did not end is not measured again.
"""

from __future__ import annotations

import importlib
import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.explorer.economies import BASE, base_economy, copied
from bench.make_economy import make_economy
from bench.measure import PROJECT, Figure, commit, machine

PAGE = PROJECT / "docs/reference/performance.md"
WORK = PROJECT / "data/bench"
MILLION = 1_000_000
GROWTH = (1, 3, 10, 30, 100)  # times BASE: 0.1, 0.3, 1, 3 and 10 million
# Heading → modules of this folder: `figures(snapshot)` over a million organisations with the figures of ten years.
AT_A_MILLION = {
    "Served": ("served", "keypress"),
    "Tiles": ("tiles",),
    "Names": ("names", "reconcile"),
    "Exports": ("exports",),
    "Report": ("report",),
    "Peer": ("datasette",),
    "Pages": ("lighthouse",),
}


def main(names: list[str]) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    print(machine(), commit())
    sections: dict[str, list[Figure]] = {}
    if not names or "growth" in names:
        sections["Facets"], sections["Index"], sections["Growth"] = _growth()
    chosen = {
        heading: [module for module in modules if not names or module in names]
        for heading, modules in AT_A_MILLION.items()
    }
    if any(chosen.values()):
        million = _once("million", lambda folder: make_economy(folder, organisations=MILLION))
        for heading, modules in chosen.items():
            sections[heading] = [figure for module in modules for figure in measured(module, "million", million)]
    if not names:
        PAGE.write_text(_page(sections), "utf-8")
        print(f"written: {PAGE.relative_to(PROJECT)}")
        shutil.rmtree(WORK)
    return 0


def measured(module: str, economy: str, snapshot: Path) -> list[Figure]:
    """The figures of a module, asked in a process of its own: its memory is its own, and so are its failures."""
    print(f"▸ {module}, {economy}", flush=True)
    kept = _kept(module, economy)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(_asked(module, snapshot), "utf-8")
    found = [Figure(**made) for made in json.loads(kept.read_text("utf-8"))]
    for figure in found:
        print(f"  {figure.row}", flush=True)
    return found


def _kept(module: str, economy: str) -> Path:
    """Where the figures of a run wait for the page."""
    return WORK / "figures" / f"{commit()}-{module}-{economy}.json"


def _asked(module: str, snapshot: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.explorer", "--figures", module, str(snapshot)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-3000:]}")
    return done.stdout.splitlines()[-1]


def _growth() -> tuple[list[Figure], list[Figure], list[Figure]]:
    """Facets and index at five sizes, and how both grow."""
    base = _once("base", base_economy)
    facets: list[Figure] = []
    index: list[Figure] = []
    for times in GROWTH:
        name = f"copied-{times}"
        snapshot = WORK / name
        if not (_kept("build", name).exists() and _kept("facets", name).exists()):
            shutil.rmtree(snapshot, ignore_errors=True)
            snapshot = copied(base, snapshot, times)
        index += measured("build", name, snapshot)
        facets += measured("facets", name, snapshot)
        shutil.rmtree(WORK / name, ignore_errors=True)
    made = []
    for what, figures, ending in (
        ("time of the index build", index, ": build"), ("memory of the index build", index, ": memory of the build"),
        ("time of facets, p95", facets, "organisations, p95"), ("memory of facets", facets, "memory of the process"),
    ):  # fmt: skip
        values = [figure.value for figure in figures if figure.what.endswith(ending)]
        made.append(Figure(f"growth exponent, {what}", _exponent(values), "", 1.05))
    return facets, index, made


def _exponent(values: list[float]) -> float:
    """Slope of log value over log size by least squares: 1 where twice the rows take twice as much."""
    points = [(math.log(BASE * times), math.log(value)) for times, value in zip(GROWTH, values, strict=True)]
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def _once(name: str, make: Callable[[Path], Path]) -> Path:
    """A snapshot made by an earlier run that did not end, or made now."""
    folder = WORK / name
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = make(folder)
        done.write_text(made.name, "utf-8")
    return folder / done.read_text("utf-8")


def _page(sections: dict[str, list[Figure]]) -> str:
    said = [
        "# Performance of the explorer\n",
        "Written by `make bench-explorer`; ratios carry over to other machines, times do not. All economies are",
        "synthetic; those of the growth table hold the figures of one year, the others those of ten.\n",
        f"Machine: {machine()}. Measured {datetime.now(tz=UTC):%Y-%m-%d} at {commit()}.",
    ]
    for heading, figures in sections.items():
        rows = "\n".join(figure.row for figure in figures)
        said += [f"\n## {heading}\n", "| what | measured | to reach | reached |", "| --- | ---: | ---: | --- |", rows]
    return "\n".join(said) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--figures"]:
        module, snapshot = sys.argv[2:]
        print(
            json.dumps(
                [
                    asdict(figure)
                    for figure in importlib.import_module(f"bench.explorer.{module}").figures(Path(snapshot))
                ]
            )
        )
    else:
        sys.exit(main(sys.argv[1:]))
