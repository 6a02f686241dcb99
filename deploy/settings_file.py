"""Reads /etc/karta/karta.env as systemd reads it, and becomes the portal's user."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

ENV_FILE = Path("/etc/karta/karta.env")
USER = "karta"


def settings_of(path: Path) -> dict[str, str]:
    """Names and values. Errors: SystemExit with the line that is neither empty, a comment nor NAME=value."""
    found = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        name, sign, value = text.partition("=")
        if not sign or not name.isidentifier():
            raise SystemExit(f"{path} line {number}: {text!r} is not NAME=value")
        found[name] = value.strip()
    return found


def become(user: str) -> None:
    """Give up root for good; nothing where this process is not root or no user is named."""
    if os.geteuid() != 0 or not user:
        return
    entry = pwd.getpwnam(user)
    os.initgroups(user, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ |= {"HOME": entry.pw_dir, "USER": user, "LOGNAME": user}
