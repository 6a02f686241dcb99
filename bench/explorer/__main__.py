"""Runs the explorer's benchmarks, each in a process of its own, and writes their tables: `make bench-explorer`.

python -m bench.explorer              all of them, into docs/reference/performance.md
python -m bench.explorer facets tiles named ones again; the page is written anew if the others were measured before

A page whose modules were measured at several commits says so under each heading.
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
    if not names or "growth" in names:
        _measure_growth()
    chosen = [module for modules in AT_A_MILLION.values() for module in modules if not names or module in names]
    if chosen:
        million = _once("million", lambda folder: make_economy(folder, organisations=MILLION))
        for module in chosen:
            _measure(module, "million", million)
    wanted = [
        *(_kept(module, f"copied-{times}") for module in ("build", "facets") for times in GROWTH),
        *(_kept(module, "million") for modules in AT_A_MILLION.values() for module in modules),
    ]
    if missing := [path.stem for path in wanted if not path.exists()]:
        print(f"not written, because these were not measured yet: {', '.join(missing)}")
        return 0
    PAGE.write_text(_page(), "utf-8")
    print(f"written: {PAGE.relative_to(PROJECT)}")
    return 0


def _measure(module: str, economy: str, snapshot: Path) -> None:
    """Ask a module in a process of its own, so that its memory is its own, and its failures; keep what it says."""
    print(f"▸ {module}, {economy}", flush=True)
    kept = _kept(module, economy)
    kept.parent.mkdir(parents=True, exist_ok=True)
    said = {
        "commit": commit(),
        "day": f"{datetime.now(tz=UTC):%Y-%m-%d}",
        "figures": json.loads(_asked(module, snapshot)),
    }
    kept.write_text(json.dumps(said), "utf-8")
    for figure in _figures(kept):
        print(f"  {figure.row}", flush=True)


def _kept(module: str, economy: str) -> Path:
    return WORK / "figures" / f"{module}-{economy}.json"


def _figures(kept: Path) -> list[Figure]:
    return [Figure(**made) for made in json.loads(kept.read_text("utf-8"))["figures"]]


def _asked(module: str, snapshot: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.explorer", "--figures", module, str(snapshot)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-3000:]}")
    return done.stdout.splitlines()[-1]


def _measure_growth() -> None:
    """Index and facets at five sizes."""
    base = _once("base", base_economy)
    for times in GROWTH:
        name = f"copied-{times}"
        shutil.rmtree(WORK / name, ignore_errors=True)
        snapshot = copied(base, WORK / name, times)
        _measure("build", name, snapshot)
        _measure("facets", name, snapshot)
        shutil.rmtree(WORK / name)


def _growth() -> list[Figure]:
    """How time and memory grow with the organisations."""
    made = []
    for what, module, ending in (
        ("time of the index build", "build", ": build"),
        ("memory of the index build", "build", ": memory of the build"),
        ("time of facets, p95", "facets", "organisations, p95"),
        ("memory of facets", "facets", "memory of the process"),
    ):
        figures = [figure for times in GROWTH for figure in _figures(_kept(module, f"copied-{times}"))]
        values = [figure.value for figure in figures if figure.what.endswith(ending)]
        made.append(Figure(f"growth exponent, {what}", _exponent(values), "", 1.05))
    return made


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


def _page() -> str:
    sections = {
        heading: [_kept(module, f"copied-{times}") for times in GROWTH]
        for heading, module in (("Facets", "facets"), ("Index", "build"))
    } | {heading: [_kept(module, "million") for module in modules] for heading, modules in AT_A_MILLION.items()}
    said = [
        "# Performance of the explorer\n",
        "Written by `make bench-explorer`; ratios carry over to other machines, times do not. All economies are",
        "synthetic; those of the growth table hold the figures of one year, the others those of ten.\n",
        f"Machine: {machine()}.",
    ]
    for heading, kept in sections.items():
        said += _section(heading, [figure for path in kept for figure in _figures(path)])
        told = [json.loads(path.read_text("utf-8")) for path in kept]
        measured = dict.fromkeys(f"{one['day']} at {one['commit']}" for one in told)
        said.append(f"\nMeasured {', '.join(measured)}.")
        if heading == "Index":
            said += _section("Growth, 0.1 to 10 million", _growth())
    return "\n".join(said) + "\n"


def _section(heading: str, figures: list[Figure]) -> list[str]:
    rows = "\n".join(figure.row for figure in figures)
    return [f"\n## {heading}\n", "| what | measured | to reach | reached |", "| --- | ---: | ---: | --- |", rows]


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
