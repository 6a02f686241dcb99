"""Exports of a whole snapshot, all columns: time, the process's largest memory, and how it grows with the rows.

.venv/bin/python -m bench.explorer.exports SNAPSHOT [csv parquet geojson zip xlsx]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.measure import PROJECT, Figure, machine
from karta.snapshot.reader import open_snapshot

WANTED = {"csv": 10.0, "parquet": 5.0, "xlsx": 240.0}  # seconds for a million rows on two cores
FLAT = 1.2  # times the memory for a quarter of the rows
FORMS = ("csv", "parquet", "geojson", "zip", "xlsx")
PROGRAM = """
import sys
from pathlib import Path
from karta.explore.datapackage import write_package
from karta.explore.export import write_file
from karta.explore.filters import Filter
from karta.snapshot.reader import open_snapshot
snapshot, path, form = open_snapshot(Path(sys.argv[1])), Path(sys.argv[2]), sys.argv[3]
asked = Filter.from_params({"unit_kind": ["legal_unit", "part", "group", "project", "placeholder", "unknown"],
    "status": ["active", "in_liquidation", "insolvent", "deleted", "merged", "unknown"], "district": sys.argv[4:]})
if form == "zip":
    with path.open("wb") as file:
        write_package(snapshot, asked, file)
else:
    write_file(snapshot, asked, path, form=form)
"""


@dataclass(frozen=True)
class Export:
    """One export in a process of its own: wall and processor seconds, peak memory and size in MiB."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    size_mib: float


def export(snapshot: Path, form: str, districts: Sequence[str] = ()) -> Export:
    """Write every organisation of a snapshot, or of some districts, to a file that is then thrown away.

    Errors: RuntimeError.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"all.{form}"
        start = time.perf_counter()
        command = [sys.executable, "-c", PROGRAM, str(snapshot), str(path), form, *districts]
        process = subprocess.Popen(command, cwd=PROJECT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"export of {form} ended with {process.returncode}")
        return Export(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, path.stat().st_size / 2**20)


def districts_with(snapshot_path: Path, share: float) -> list[str]:
    """Districts, the largest first, that hold this share of the organisations, or the first larger one."""
    codes = open_snapshot(snapshot_path).index.window.codes("district")
    counts = np.bincount(codes.index, minlength=len(codes.values))
    known = [i for i in np.argsort(-counts, kind="stable").tolist() if codes.values[i] != "unknown"]
    enough = int(np.searchsorted(np.cumsum(counts[known]), share * counts.sum())) + 1
    return [codes.values[i] for i in known[:enough]]


def figures(snapshot_path: Path, forms: tuple[str, ...] = FORMS) -> list[Figure]:
    """Each form of export; the wanted seconds hold for a million organisations."""
    made = []
    for form in forms:
        done = export(snapshot_path, form)
        made += [
            Figure(f"export, all rows, {form}", done.seconds, "s", WANTED.get(form)),
            Figure(f"export, all rows, {form}: processor", done.cpu_seconds, "s"),
            Figure(f"export, all rows, {form}: memory", done.peak_mib, "MiB"),
            Figure(f"export, all rows, {form}: size", done.size_mib, "MiB"),
        ]
        part = export(snapshot_path, form, districts_with(snapshot_path, 0.25))
        flat = FLAT if form in WANTED else None
        made.append(Figure(f"export, {form}: memory over that of a quarter", done.peak_mib / part.peak_mib, "×", flat))
    return made


if __name__ == "__main__":
    print(machine())
    for figure in figures(Path(sys.argv[1]), tuple(sys.argv[2:]) or FORMS):
        print(f"{figure.what:52} {figure.value:10.1f} {figure.unit}")
