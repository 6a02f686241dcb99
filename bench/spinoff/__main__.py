"""Runs the benchmarks of Spinoff Bulgaria and writes their tables: `make bench-spinoff`.

python -m bench.spinoff                  all of them, into docs/reference/spinoff.md
python -m bench.spinoff programme …      named ones again; the page is written anew with what was measured before
python -m bench.spinoff --try …          smaller ones, printed only

A part that needs a portal has one over the demo map, on a PostgreSQL of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench.measure import Figure, commit, machine
from bench.record import Record
from bench.served import on_postgresql
from bench.spinoff import assignment, checkin, programme, registration, submissions


@dataclass(frozen=True, slots=True)
class Part:
    """What is measured: `figures(is_tried)`."""

    heading: str
    figures: Callable[[bool], list[Figure]]
    needs_portal: bool = True


PARTS = {
    "assignment": Part("Assignment of reviews", lambda _is_tried: assignment.figures(), needs_portal=False),
    "programme": Part("Programme of 120 sessions, each page made anew", programme.figures),
    "registration": Part("A rush on registration", registration.figures),
    "checkin": Part("Check-in at three doors", checkin.figures),
    "submissions": Part("Submissions in the last minute", submissions.figures),
}
RECORD = Record(
    "spinoff", "Figures of Spinoff Bulgaria",
    "Written by `make bench-spinoff`. Each part but the first has a portal of its own on PostgreSQL, as `karta serve`\n"
    "serves it; visitors, server and database share the machine. The database’s settings are those of\n"
    "`scripts/on_postgresql.sh`: it waits for no disk.",
    {name: part.heading for name, part in PARTS.items()},
)  # fmt: skip


def main(names: list[str]) -> int:
    chosen, is_tried = RECORD.chosen(names)
    if not os.environ.get("DATABASE_URL"):
        print(machine(), commit(), flush=True)
    failed = False
    for name in chosen:
        part = PARTS[name]
        if part.needs_portal and not os.environ.get("DATABASE_URL"):
            failed |= bool(on_postgresql("bench.spinoff", [name, *(["--try"] if is_tried else [])]))
        else:
            failed |= RECORD.measure(name, lambda part=part: part.figures(is_tried), is_tried=is_tried)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
