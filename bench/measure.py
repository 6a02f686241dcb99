"""What every benchmark measures with: time and memory of a command, percentiles, and the machine itself."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
KARTA = Path(sys.executable).with_name("karta")


@dataclass(frozen=True)
class Figure:
    """One measured value beside the one that we want to reach, at most or at least."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def wanted(self) -> str:
        """What we want to reach, in words."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        return "–" if self.at_least is None else f"≥ {self.at_least:g} {self.unit}"

    @property
    def is_reached(self) -> bool | None:
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    @property
    def row(self) -> str:
        """The figure as a row of a table: what, measured, to reach, reached."""
        reached = {None: "", True: "yes", False: "**no**"}[self.is_reached]
        return f"| {self.what} | {self.value:.3g} {self.unit} | {self.wanted} | {reached} |"


@dataclass(frozen=True)
class Run:
    """Wall time in seconds, the largest process's resident memory in GiB, standard output."""

    seconds: float
    peak_gib: float
    output: str


def run_karta(*arguments: str | Path, data: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run `karta …` over a data folder. Errors: RuntimeError with what it printed."""
    start = time.perf_counter()
    with subprocess.Popen(
        [KARTA, *map(str, arguments)],
        env={**os.environ, **(env or {}), "KARTA_DATA": str(data)},
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"karta {' '.join(map(str, arguments))} ended with {process.returncode}:\n{output[-2000:]}")
    return Run(seconds=seconds, peak_gib=usage.ru_maxrss / 1024**2, output=output)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def peak_mib() -> float:
    """The most memory that this process has had, MiB. Unlike ru_maxrss it does not begin at the parent's."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def commit() -> str:
    """The commit that is measured, with a plus sign where files differ from it."""
    named = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return named.stdout.strip() or "no commit"


def machine() -> str:
    """One line: processor, cores, memory, system, Python, DuckDB."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    release = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {release}, "
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}"
    )
