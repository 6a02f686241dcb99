"""`karta serve` starts the portal and its worker, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from conftest import KARTA
from live import free_port


def children(process: int) -> set[int]:
    direct = {int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()}
    return direct.union(*(children(pid) for pid in direct))


def is_alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists() and "Z" not in Path(f"/proc/{process}/stat").read_text().split(")")[1][:3]


def test_ctrl_c_ends_the_portal_and_its_worker(data_copy: Path) -> None:
    port = free_port()
    env = {**os.environ, "KARTA_DATA": str(data_copy), "PYTHONUNBUFFERED": "1"}
    served = subprocess.Popen([KARTA, "serve", "--port", str(port)], env=env, stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    try:
        assert served.stdout.readline() == f"Karta: http://127.0.0.1:{port}\n"
        _wait(f"http://127.0.0.1:{port}/healthz")
        running = children(served.pid)
        assert len(running) >= 2
    finally:
        served.send_signal(signal.SIGINT)
        code = served.wait(timeout=60)
        served.stdout.close()
    assert code == 0
    assert [pid for pid in running if is_alive(pid)] == []


def test_a_killed_portal_leaves_no_process_behind(data_copy: Path) -> None:
    port = free_port()
    env = {**os.environ, "KARTA_DATA": str(data_copy)}
    served = subprocess.Popen([KARTA, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    _wait(f"http://127.0.0.1:{port}/healthz")
    running = children(served.pid)
    assert len(running) >= 2
    served.kill()
    served.wait(timeout=60)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(is_alive(pid) for pid in running):
        time.sleep(0.2)
    assert [pid for pid in running if is_alive(pid)] == []


def _wait(address: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def test_a_taken_port_is_told_with_what_to_do(data_copy: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        env = {**os.environ, "KARTA_DATA": str(data_copy)}
        served = subprocess.run(
            [KARTA, "serve", "--port", str(port)], env=env, capture_output=True, text=True, check=False
        )
    assert served.returncode == 1
    assert f"port {port} is taken" in served.stdout + served.stderr
    assert f"PORT={port + 1} make run" in " ".join((served.stdout + served.stderr).split())
