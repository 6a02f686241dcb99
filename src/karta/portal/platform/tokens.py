"""Signed tokens for links in mail: they name a row, hold nothing about a person, and may expire."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing


class BadToken(Exception):
    """Not one of ours, made for something else, or too old."""


def made(purpose: str, row_id: int) -> str:
    """A token that lets its bearer do `purpose` with one row."""
    return signing.TimestampSigner(salt=f"karta.{purpose}").sign(str(row_id)).replace(":", ".")


def read(purpose: str, token: str, *, within: timedelta | None = None) -> int:
    """The row that a token names. Errors: BadToken."""
    signer = signing.TimestampSigner(salt=f"karta.{purpose}")
    try:
        return int(signer.unsign(token.replace(".", ":"), max_age=within))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken(f"{purpose}: this link is not ours, or it is too old") from error
