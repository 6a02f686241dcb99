"""decisions.jsonl, which the build reads: one signed, dated line a decision, never overwritten."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings


def path() -> Path:
    return Path(settings.DATA) / "decisions.jsonl"


def append(line: dict[str, Any], *, by: str, at: datetime) -> dict[str, Any]:
    """Sign, date and append one line, whole or not at all for whoever reads. Errors: OSError."""
    dated = {key: value for key, value in line.items() if value not in (None, "")} | {"by": by, "at": _utc(at)}
    signed = dated | {"signature": signature(dated)}
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True) + "\n"
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("ab") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.write(text.encode("utf-8"))
        kept.flush()
        os.fsync(kept.fileno())
    return signed


def signature(line: dict[str, Any]) -> str:
    """Keyed hash of a line without its signature: shows whether somebody changed it outside this installation."""
    bare = {key: value for key, value in line.items() if key != "signature"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
