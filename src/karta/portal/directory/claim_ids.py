"""The identity of a claim: what makes two of them one."""

from __future__ import annotations

import hashlib


def claim_id(
    *, source: str, subject: str, property: str, basis: str = "", locator: str = "", method: str = "", text: str = ""
) -> str:
    """First 16 hex digits of SHA-256 over what finds the claim again (ARCHITECTURE §3).

    Here `subject` stands for the record, and the printed `text` with its `method` for the period: one line of a page
    may say two things of one property, and a correction of it is a claim beside it.
    """
    told = "\x1f".join((source, subject, property, basis, locator, method, text))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
