"""Starts the real portal for browser tests, and ends it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 300  # the first start builds the map, on a machine that may be busy
SignIn = Callable[[str], None]  # opens a page of the team, which asks first who one is


@dataclass(frozen=True)
class LivePortal:
    """A portal that is being served: its address without the last slash, its data folder, its log so far."""

    url: str
    data: Path
    log: Path

    @property
    def steward_link(self) -> str:
        """The one-time link that the first start prints."""
        links = re.findall(r"http://127\.0\.0\.1:\d+/\S+", self.log.read_text("utf-8"))
        steward = [link for link in links if "steward" in link or "token" in link or "first" in link]
        if not steward:
            raise LookupError(f"no steward link in the portal's log:\n{self.log.read_text('utf-8')}")
        return steward[0]

    def run(self, *arguments: str) -> str:
        """What `python <arguments>` prints beside the pages: -m django …, -c …."""
        return run(self.data, *arguments)

    def run_code(self, code: str, *arguments: str) -> str:
        """What a program of the portal's own prints: it shares database and worker with the pages."""
        return self.run("-c", f"import django\ndjango.setup()\n{code}", *arguments)


def run(data: Path, *arguments: str) -> str:
    """What `python <arguments>` prints with the settings of the portal over a data folder."""
    env = {**os.environ, "KARTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings"}
    env.pop("KARTA_STATE", None)
    done = subprocess.run([sys.executable, *arguments], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


@contextmanager
def serve(karta: Path, data: Path) -> Iterator[LivePortal]:
    """`karta serve` over a data folder on a free port, until the block ends. Errors: those of `serving`."""
    port = free_port()
    env = {"KARTA_RATE_LIMIT": "off", **os.environ, "KARTA_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    env.pop("KARTA_STATE", None)
    env.setdefault("KARTA_WORKERS", "1")  # one reader at a time: a second worker would only start later
    with serving([str(karta), "serve", "--port", str(port)], data=data, port=port, env=env) as portal:
        yield portal


@contextmanager
def serving(
    command: list[str], *, data: Path, port: int, env: dict[str, str], cwd: Path | None = None
) -> Iterator[LivePortal]:
    """A command that serves the portal on a port, until the block ends. RuntimeError with its log if it does not."""
    log = data.parent / f"serve-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, cwd=cwd, stdout=out, stderr=out, start_new_session=True)
    try:
        portal = LivePortal(url=f"http://127.0.0.1:{port}", data=data, log=log)
        _wait(portal, process)
        yield portal
    finally:
        _end(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(portal: LivePortal, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{portal.url}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the portal did not come up:\n{portal.log.read_text('utf-8')[-3000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and its worker: both are in the process group that it leads."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(timeout=10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
    if process.poll() is None:
        process.wait(timeout=10)
