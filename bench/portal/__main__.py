"""Runs the portal's benchmarks on a PostgreSQL of its own and writes their tables: `make bench-portal`.

python -m bench.portal               all of them, into docs/reference/portal.md: some ten minutes
python -m bench.portal anew search   named ones again; the page is written anew with what was measured before
python -m bench.portal --try …       ten seconds each, printed only

KARTA_WORKERS=2 tries another number of web workers. A part that fails is named on the page; the others are measured all
the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import KARTA, PROJECT, Figure, commit, machine, run_karta
from bench.portal import browser, pages, searches

PAGE = PROJECT / "docs/reference/portal.md"
FIGURES = PROJECT / "data/bench/figures"
SECONDS, TRIED_SECONDS = 60, 10

# Part → (heading, whether kept pages are served, figures(address, seconds, snapshot)).
Measure = Callable[[str, int, Path], list[Figure]]
PARTS: dict[str, tuple[str, bool, Measure]] = {
    "anew": ("Public pages, each made anew", False, pages.anew),
    "search": ("Search", False, lambda url, seconds, _snapshot: searches.figures(url, seconds)),
    "kept": ("Public pages, kept for visitors", True, pages.kept),
    "first_view": ("What a first visitor is sent", True, lambda url, _seconds, _snapshot: browser.transferred(url)),
    "lighthouse": ("Lighthouse", True, lambda url, _seconds, _snapshot: browser.lighthouse(url)),
}


def main(names: list[str]) -> int:
    is_tried = "--try" in names
    chosen = [name for name in names if name != "--try"] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(machine(), commit(), flush=True)
    failed = False
    with _filled() as data:
        for is_kept in (False, True):
            parts = [name for name in chosen if PARTS[name][1] is is_kept]
            if parts:
                failed |= _measure(parts, data, is_kept=is_kept, is_tried=is_tried)
    return int(failed)


@contextmanager
def _filled() -> Iterator[Path]:
    """A data folder whose portal is filled, its state in the database of DATABASE_URL."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        run_karta("build", data=data)
        run_karta("publish", data=data)
        env = {**os.environ, "KARTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
        print("▸ filling", flush=True)
        subprocess.run([sys.executable, "-m", "bench.portal", "--fill"], cwd=PROJECT, env=env, check=True)
        yield data


def _measure(parts: list[str], data: Path, *, is_kept: bool, is_tried: bool) -> bool:
    """Measure parts against one server, and write the page after each; whether any failed."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from live import serve

    os.environ["KARTA_RATE_LIMIT"] = "off"
    os.environ["KARTA_PAGE_CACHE"] = "on" if is_kept else "off"
    os.environ.setdefault("KARTA_WORKERS", "")  # as `karta serve` itself decides, unless said otherwise
    snapshot, failed = (data / "snapshots/current").resolve(), False
    with serve(KARTA, data) as portal:
        for name in parts:
            print(f"▸ {name}", flush=True)
            try:
                figures = PARTS[name][2](portal.url, TRIED_SECONDS if is_tried else SECONDS, snapshot)
            except Exception as error:
                traceback.print_exc()
                failed, figures = True, [Figure(f"not measured: {type(error).__name__}", float("nan"), "", 0)]
            for figure in figures:
                print(f"  {figure.row}", flush=True)
            if not is_tried:
                _keep(name, figures)
                PAGE.write_text(_page(), "utf-8")
    return failed


def _kept(name: str) -> Path:
    return FIGURES / f"portal-{name}.json"


def _keep(name: str, figures: list[Figure]) -> None:
    FIGURES.mkdir(parents=True, exist_ok=True)
    said = {
        "commit": commit(),
        "at": f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}",
        "load": f"{os.getloadavg()[0]:.1f}",
        "workers": os.environ.get("KARTA_WORKERS") or "as many as it decides",
        "figures": [asdict(figure) for figure in figures],
    }
    _kept(name).write_text(json.dumps(said), "utf-8")


def _page() -> str:
    said = [
        "# Performance of the portal\n",
        "Written by `make bench-portal`. A portal with 10,000 news items in each language, 500 events, the shipped",
        "facts and the demo map, on PostgreSQL, served as `karta serve` serves it; visitors, server and database share",
        "the machine. Requests begin when they are due, whether or not others are answered; their time counts from",
        "then.",
        "The database’s settings are those of `scripts/on_postgresql.sh`: it waits for no disk.\n",
        f"Machine: {machine()}.",
    ]
    for name, (heading, *_) in PARTS.items():
        if not _kept(name).exists():
            said.append(f"\n## {heading}\n\nNot measured yet.")
            continue
        told = json.loads(_kept(name).read_text("utf-8"))
        rows = "\n".join(Figure(**made).row for made in told["figures"])
        said += [f"\n## {heading}\n", "| what | measured | to reach | reached |", "| --- | ---: | ---: | --- |", rows]
        said.append(
            f"\nMeasured {told['at']} UTC at {told['commit']}; web workers: {told['workers']}; "
            f"load of the machine at the end {told['load']}."
        )
    return "\n".join(said) + "\n"


def _on_postgresql(names: list[str]) -> int:
    """This program again, with a server of its own."""
    if shutil.which("pg_virtualenv") is None:
        print("PostgreSQL is not installed; scripts/system.sh postgresql installs it, or says how")
        return 1
    command = [PROJECT / "scripts/on_postgresql.sh", sys.executable, "-m", "bench.portal", *names]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["--fill"]:
        import django

        django.setup()
        from bench.portal.fill import fill

        print(fill())
    elif os.environ.get("DATABASE_URL"):
        sys.exit(main(sys.argv[1:]))
    else:
        sys.exit(_on_postgresql(sys.argv[1:]))
