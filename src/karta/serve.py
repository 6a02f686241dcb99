"""`karta serve`: the portal and its worker as two processes, started and ended together. Imports no Django."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

_SETTINGS = "karta.portal.config.settings"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PATIENCE = 10.0  # seconds that a process gets to end by itself


class PortTaken(OSError):
    """Something else answers on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} of 127.0.0.1 is taken")
        self.message_en = f"port {port} is taken by another program; choose another one: PORT={port + 1} make run"
        self.message_bg = f"порт {port} е зает от друга програма; изберете друг: PORT={port + 1} make run"


def serve(data_dir: Path, port: int, *, tell: Callable[[str], object]) -> int:
    """Serve on 127.0.0.1 until Ctrl-C, SIGTERM or the end of either process; the exit code to leave with.

    Tells the address once it answers. Errors: PortTaken.
    """
    if _answers(port):
        raise PortTaken(port)
    env = os.environ | {"KARTA_DATA": str(data_dir.resolve()), "DJANGO_SETTINGS_MODULE": _SETTINGS}
    address = f"http://127.0.0.1:{port}"
    first = subprocess.run(  # noqa: S603 - our own command line; brings the database up to date; prints the steward's one-time link
        _django("karta_first_start", "--address", address), env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if first.returncode:
        return first.returncode
    signal.signal(signal.SIGTERM, _interrupt)
    running = [_start(command, env) for command in _commands(port)]
    try:
        while not _answers(port) and all(process.poll() is None for process in running):
            time.sleep(0.1)
        tell(f"Karta: {address}")
        if first.stdout.strip():
            tell(f"Steward, one-time link for 24 hours: {first.stdout.strip()}")
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        return next(process.returncode for process in running if process.returncode is not None) or 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end(running)


def manage(data_dir: Path, *arguments: str) -> int:
    """Run one command of the portal to its end in the foreground; its exit code."""
    env = os.environ | {"KARTA_DATA": str(data_dir.resolve()), "DJANGO_SETTINGS_MODULE": _SETTINGS}
    return subprocess.run(_django(*arguments), env=env, check=False).returncode  # noqa: S603 - our own command line


def _commands(port: int) -> list[list[str]]:
    # granian's WSGI: synchronous middleware made ASGI 13 times slower. Workers map the same pages of the index, 0.3 GB
    # each and 0.4 GB shared; one a core, since a page takes a core for its time (docs/reference/portal.md).
    workers = os.environ.get("KARTA_WORKERS") or str(min(os.cpu_count() or 1, 4))
    return [
        web("--host", "127.0.0.1", "--port", str(port), workers=workers),
        _django("karta_worker", "--interval", "1"),
    ]


def web(*where: str, workers: str | None = None) -> list[str]:
    """The command line of the web server, with granian's options that say where it listens; also of production's."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", *where, "--blocking-threads", "4",
        "--workers", workers or os.environ.get("KARTA_WORKERS") or "1", "--log-level", "warning",
        "karta.portal.config.wsgi:application",
    ]  # fmt: skip


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own command lines
        command,
        env=env,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def _end_with_parent() -> None:
    """Asks Linux to send SIGTERM when `karta serve` itself is killed: a port held by an orphan helps nobody."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _django(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "django", *arguments]


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to end, with their own children; after a while make them."""
    for process in running:
        _signal_group(process, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
