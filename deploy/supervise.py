#!/usr/bin/env python3
"""Production where systemd is not: the processes of its units under one parent, in the foreground.

SIGHUP restarts the two web processes one after the other, then the worker; SIGTERM or Ctrl-C ends all. What ends by
itself is started again after two seconds, as the units say. There is no timer for back-ups here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from settings_file import ENV_FILE, USER, become, settings_of

PROCESS = Path(__file__).resolve().with_name("process")
PATIENCE = {"web": 60.0, "worker": 600.0, "nginx": 10.0}  # TimeoutStopSec of the units
WEB = ("1", "2")


@dataclass
class Service:
    """One process that is kept running. `user` empty: whoever runs this."""

    name: str
    command: list[str]
    env: dict[str, str]
    user: str
    running: subprocess.Popen[bytes] | None = None
    died_at: float = field(default=0.0)

    def start(self) -> None:
        self.running = subprocess.Popen(  # noqa: S603 - our own command lines
            self.command, env=self.env, start_new_session=True, preexec_fn=lambda: become(self.user)  # noqa: PLW1509 - one thread
        )  # fmt: skip

    def stop(self) -> None:
        """Ask the first process, as KillMode=mixed does; at last end the whole group."""
        if self.running is None:
            return
        self.running.terminate()
        try:
            self.running.wait(PATIENCE[self.name.split()[0]])
        except subprocess.TimeoutExpired:
            tell(f"{self.name} did not end by itself")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None

    def keep(self) -> None:
        """Start it again where it has ended."""
        if self.running is not None and self.running.poll() is None:
            return
        if self.running is not None:
            tell(f"{self.name} ended with exit code {self.running.returncode}; it is started again")
            self.running, self.died_at = None, time.monotonic()
        if time.monotonic() - self.died_at > 2:
            self.start()


class Supervisor:
    """All services of a portal, in the order in which they start."""

    def __init__(self, env_file: Path, *, user: str, nginx: Path) -> None:
        self._env_file, self._user, self._nginx = env_file, user, nginx
        self.services: list[Service] = []
        self.is_asked = {"reload": False, "end": False}
        signal.signal(signal.SIGHUP, lambda *_: self.is_asked.update(reload=True))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.is_asked.update(end=True))

    def run(self) -> None:
        env = self._env()
        (Path(env["KARTA_RUN"]) / "supervise.pid").write_text(str(os.getpid()), "utf-8")
        try:
            web = [Service(f"web {one}", [str(PROCESS), "web", one], env, self._user) for one in WEB]
            self.services = web
            for service in web:
                service.start()
            for one in WEB:
                self._do("ready", one)
            worker = Service("worker", [str(PROCESS), "worker"], env, self._user)
            self.services += [worker, Service("nginx", ["nginx", "-c", str(self._nginx)], env, "")]
            for service in self.services[len(web) :]:
                service.start()
            tell(f"running, process {os.getpid()}: Ctrl-C ends it, kill -HUP {os.getpid()} restarts without a gap")
            while not self.is_asked["end"]:
                if self.is_asked["reload"]:
                    self.is_asked["reload"] = False
                    self._reload()
                for service in self.services:
                    service.keep()
                time.sleep(0.2)
        finally:
            for service in reversed(self.services):
                service.stop()

    def _reload(self) -> None:
        """Settings are read anew; a web process is ready before the next one is asked to end."""
        env = self._env()
        for service in self.services:
            service.env = env
            name, _, number = service.name.partition(" ")
            if name == "nginx":
                if service.running is not None:
                    service.running.send_signal(signal.SIGHUP)
                continue
            if number:
                self._do("drain", number)
            service.stop()
            service.start()
            if number:
                self._do("ready", number)
        tell("restarted")

    def _do(self, *arguments: str) -> None:
        command = [str(PROCESS), *arguments]
        if subprocess.run(command, env=self._env(), check=False).returncode:  # noqa: S603 - our own command line
            raise SystemExit(1)

    def _env(self) -> dict[str, str]:
        return os.environ | settings_of(self._env_file)


def tell(text: str) -> None:
    print(f"karta: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    env_file = Path(os.environ.get("KARTA_ENV_FILE", ENV_FILE))
    Supervisor(env_file, user=os.environ.get("KARTA_USER", USER), nginx=env_file.with_name("nginx.conf")).run()
