"""Runs the benchmarks and writes their table: `python -m bench [name …]`; named ones only print."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench import builds, curation, first_view, user_file
from bench.measure import PROJECT, Figure, machine

TABLE = PROJECT / "docs/reference/benchmarks.md"
BENCHMARKS = {
    "demo": builds.demo,
    "romania": builds.romania,
    "view": first_view.explorer,
    "preview": user_file.preview,
    "curation": curation.curation,
}


def main(names: list[str]) -> int:
    figures: list[Figure] = []
    print(machine())
    for name in names or BENCHMARKS:
        print(f"▸ {name}")
        for figure in BENCHMARKS[name]():
            figures.append(figure)
            print(f"  {figure.row}")
    if not names:
        TABLE.write_text(page(figures), "utf-8")
        print(f"written: {TABLE.relative_to(PROJECT)}")
    return 0


def page(figures: list[Figure]) -> str:
    rows = "\n".join(figure.row for figure in figures)
    return (
        "# Benchmarks\n\nWritten by `make bench`; ratios carry over to other machines, times do not.\n\n"
        f"Machine: {machine()}. Measured {datetime.now(tz=UTC):%Y-%m-%d}.\n\n"
        f"| what | measured | to reach | reached |\n| --- | ---: | ---: | --- |\n{rows}\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
