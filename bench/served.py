"""The portal that benchmarks measure: the demo map, served as `karta serve` serves it, on a PostgreSQL of their own
where they ask for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import KARTA, PROJECT, run_karta

sys.path.insert(0, str(PROJECT / "tests"))  # where `karta serve` is started and ended: live.py

if TYPE_CHECKING:
    from live import LivePortal


@contextmanager
def demo_data() -> Iterator[Path]:
    """A data folder with the demo map built and published, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        run_karta("build", data=data)
        run_karta("publish", data=data)
        yield data


@contextmanager
def served(data: Path, **env: str) -> Iterator[LivePortal]:
    """A portal over a data folder, without a limit of requests and with as many web workers as it decides, unless
    KARTA_WORKERS or `env` say otherwise."""
    from live import serve

    os.environ.setdefault("KARTA_WORKERS", "")
    os.environ |= {"KARTA_RATE_LIMIT": "off", **env}
    with serve(KARTA, data) as portal:
        yield portal


WAITING = """
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.ready().count() + DBTaskResult.objects.running().count())
"""


def rest(portal: LivePortal, seconds: float = 900) -> None:
    """Wait until the worker has nothing to do: after its first start it looks up all names of a map that it did not
    know. Errors: TimeoutError."""
    deadline, idle = time.monotonic() + seconds, 0
    while idle < 2:  # a task that ends may ask for another one
        if time.monotonic() > deadline:
            raise TimeoutError(f"the worker is still busy after {seconds:.0f} s")
        time.sleep(3)
        idle = idle + 1 if portal.run_code(WAITING) == "0" else 0


def in_portal(data: Path, module: str, *arguments: str) -> str:
    """What `python -m module` prints with the settings of the portal over a data folder."""
    from live import run

    return run(data, "-m", module, *arguments)


def on_postgresql(module: str, arguments: Sequence[str]) -> int:
    """`python -m module` with a server of its own, which is gone after it; its exit code."""
    if shutil.which("pg_virtualenv") is None:
        print("PostgreSQL is not installed; scripts/system.sh postgresql installs it, or says how")
        return 1
    command = [str(PROJECT / "scripts/on_postgresql.sh"), sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode
