"""From messages of the commercial register to a published map, and from one day's message to the next: time and memory.

    .venv/bin/python -m bench.who_is_who FOLDER [--deeds 1000000] [--others 60000] [--changes 2000]

    FOLDER/register       messages, other lists and their truth; made where it is missing, not measured
    FOLDER/data           the data folder, filled as a person would: fetch, import, build, publish, then a day
    FOLDER/figures.jsonl  a line for each step that is done: seconds, processor time, memory at its peak

A run that broke off goes on after the last line. Delete `data` and `figures.jsonl` to measure anew.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.make_register import SOURCE, make_register
from bench.measure import KARTA, PROJECT, Figure, commit, machine

_HERE = PROJECT / "bench/register"
_EVERY = 0.2  # seconds between two looks at the memory
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")


class Watched:
    """A command and the processes that it starts: resident memory of all together, and their processor time."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        env = {**os.environ, "KARTA_DATA": str(folder / "data"), "KARTA_MIRROR": str(folder / "mirror")}
        self.process = subprocess.Popen([KARTA, *arguments], env=env, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        self.peak = 0
        self.cpu = 0.0
        self._ended = threading.Event()
        self._gone: dict[int, float] = {}
        self._watch = threading.Thread(target=self._look_often, daemon=True)
        self._watch.start()

    def lines(self) -> Iterator[dict[str, Any]]:
        """What the command prints, line by line. Errors: RuntimeError where it fails."""
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            for text in printed:
                if text.startswith("{"):
                    yield json.loads(text)
        code = self.process.wait()
        self._ended.set()
        self._watch.join()
        if code:
            raise RuntimeError(f"karta ended with {code}")

    def look(self) -> tuple[float, int]:
        """Processor time so far in seconds, and the peak since the last call in bytes."""
        self._look()
        peak, self.peak = self.peak, 0
        return self.cpu, peak

    def _look_often(self) -> None:
        while not self._ended.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        memory = 0
        for pid in _family(self.process.pid):
            try:
                memory += int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * _PAGE
                told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            except (OSError, IndexError):
                continue  # it has just ended
            self._gone[pid] = (int(told[11]) + int(told[12])) / _TICKS
        self.peak = max(self.peak, memory)
        self.cpu = sum(self._gone.values())


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = thread.read_text("utf-8").split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def run(what: str, arguments: list[str], folder: Path) -> list[dict[str, Any]]:
    """Run one `karta` command; its stages, or itself where it tells of none."""
    stages: list[dict[str, Any]] = []
    watched = Watched(arguments, folder)
    began = last = time.perf_counter()
    cpu, stage = 0.0, what
    for line in watched.lines():
        if "step" in line:
            _end(stages, stage, last, cpu, watched)
            stage, last, cpu = _stage(what, line), time.perf_counter(), watched.cpu
    _end(stages, stage, last, cpu, watched)
    peak = max(told["gib"] for told in stages)
    whole = {"stage": what, "seconds": round(time.perf_counter() - began, 1), "cpu": round(watched.cpu, 1), "gib": peak}
    return [*stages, whole] if len(stages) > 1 else [whole]


def _stage(what: str, line: dict[str, Any]) -> str:
    name = f" {line['message']['en'].rpartition(' ')[2]}" if line["step"] == "read" else ""
    return f"{what}: {line['step']}{name}"


def _end(stages: list[dict[str, Any]], stage: str, since: float, cpu: float, watched: Watched) -> None:
    used, peak = watched.look()
    told = {"stage": stage, "seconds": round(time.perf_counter() - since, 1), "cpu": round(used - cpu, 1)}
    stages.append(told | {"gib": round(peak / 1024**3, 2)})
    print(f"  {stage:44}{told['seconds']:8.1f} s {told['cpu']:8.1f} s CPU {stages[-1]['gib']:6.2f} GiB", flush=True)


def measure(folder: Path, *, deeds: int, others: int, changes: int) -> list[Figure]:
    """Make what is missing, run what is not yet run."""
    register = folder / "register"
    if not (register / "made").exists():
        shutil.rmtree(register, ignore_errors=True)
        make_register(register, deeds=deeds, days=1, changes=changes, others=others)
        (register / "made").touch()
    kept = folder / "figures.jsonl"
    done = [json.loads(text) for text in kept.read_text("utf-8").splitlines()] if kept.exists() else []
    *first, day = sorted((register / SOURCE).glob("*.xml"), key=lambda path: path.name.partition("_"))
    steps: list[tuple[str, list[str], list[Path]]] = [
        ("fetch", ["fetch", SOURCE, "--json"], first),
        ("import", ["import", str(register / "others/others.csv"), "--map", str(_HERE / "others.yml"), "--json"], []),
        ("build", ["build", "--json"], []),
        ("publish", ["publish", "--json"], []),
        ("day: fetch", ["fetch", SOURCE, "--json"], [day]),
        ("day: build", ["build", "--json"], []),
        ("day: publish", ["publish", "--json"], []),
    ]
    (folder / "data").mkdir(exist_ok=True)
    shutil.copyfile(_HERE / "map.yml", folder / "data/map.yml")
    for what, arguments, messages in steps:
        if any(told["stage"] == what for told in done):
            continue
        _offer(folder / "mirror" / SOURCE, messages)
        told = run(what, arguments, folder)
        done += told
        size = {"deeds": deeds, "others": others, "changes": changes, "commit": commit()}
        with kept.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row | size) + "\n" for row in told)
    return figures(done, deeds, others, changes)


def _offer(mirror: Path, messages: list[Path]) -> None:
    """Put messages beside those that the mirror has."""
    mirror.mkdir(parents=True, exist_ok=True)
    for message in messages:
        if not (mirror / message.name).exists():
            os.link(message, mirror / message.name)


def figures(done: list[dict[str, Any]], deeds: int, others: int, changes: int) -> list[Figure]:
    """What is to be reached, of the stages that are done."""
    whole = [told for told in done if told["stage"] in ("fetch", "import", "build", "publish")]
    day = [told for told in done if told["stage"] in ("day: fetch", "day: build", "day: publish")]
    size = f"{deeds:,} deeds and {others:,} other records"
    return [
        Figure(f"{size}: to a published snapshot", sum(told["seconds"] for told in whole) / 60, "min", 15),
        Figure(f"{size}: memory at its peak", max(told["gib"] for told in whole), "GiB", 8),
        Figure(f"a day of {changes:,} deeds: to a published snapshot", sum(told["seconds"] for told in day), "s", 60),
        Figure("a day: memory at its peak", max(told["gib"] for told in day), "GiB"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, value in (("deeds", 1_000_000), ("others", 60_000), ("changes", 2000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    print(machine())
    for figure in measure(asked.folder.resolve(), deeds=asked.deeds, others=asked.others, changes=asked.changes):
        print(figure.row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
