#!/usr/bin/env python3
"""Runs a command as the portal's user with its settings: `as_portal.py karta snapshots`.

Installed as /usr/local/sbin/karta, so that `sudo karta …` is the portal's own command line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from settings_file import ENV_FILE, USER, become, settings_of


def main(arguments: list[str]) -> None:
    """Never returns: the process becomes the command."""
    here = Path(__file__).resolve().parents[1]
    path = Path(os.environ.get("KARTA_ENV_FILE", ENV_FILE))
    if not arguments:
        raise SystemExit("name a command: as_portal.py karta snapshots")
    try:
        os.environ |= settings_of(path)
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}; run it as root, after make run-production") from error
    os.environ |= {
        "PATH": f"{here}/.venv/bin:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "karta.portal.config.settings",
    }
    become(os.environ.get("KARTA_USER", USER))
    os.execvp(arguments[0], arguments)  # noqa: S606 - what the operator typed


if __name__ == "__main__":
    main(sys.argv[1:])
