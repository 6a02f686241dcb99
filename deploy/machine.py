"""Where production stands on a machine, and how the installer runs commands and speaks."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn


@dataclass(frozen=True)
class Machine:
    """Where things stand. `root` is / on a real machine; `user` empty: whoever runs this."""

    root: Path
    user: str
    http: int
    https: int

    @property
    def is_real(self) -> bool:
        return self.root == Path("/")

    @property
    def has_systemd(self) -> bool:
        return self.is_real and Path("/run/systemd/system").is_dir()

    @property
    def etc(self) -> Path:
        return self.root / "etc/karta"

    @property
    def env_file(self) -> Path:
        return self.etc / "karta.env"

    @property
    def lib(self) -> Path:
        return self.root / "var/lib/karta"

    @property
    def run(self) -> Path:
        return self.root / "run/karta"

    @property
    def backups(self) -> Path:
        return self.root / "var/backups/karta"

    def give(self, path: Path, mode: int, *, group: str = "") -> None:
        """Make a path the portal's, readable as `mode` says."""
        path.chmod(mode)
        if self.user:
            shutil.chown(path, self.user, group or self.user)


def say(text: str) -> None:
    print(f"▸ {text}", flush=True)


def run(command: list[str], *, env: dict[str, str] | None = None, cwd: str | None = None) -> str:
    """Output of a command. Errors: SystemExit with what it said."""
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command[:6])} …: exit code {done.returncode}\n{(done.stderr or done.stdout).strip()[-1500:]}"
        )
    return done.stdout


def stop(text: str) -> NoReturn:
    """End with a sentence."""
    raise SystemExit(f"run-production: {text}")
