"""Names of back-ups, and which of them are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

_NAME = re.compile(r"karta-(\d{8}T\d{6}Z)\.tar\.gz(\.age)?")


def name_of(at: datetime, *, is_encrypted: bool) -> str:
    """`karta-20261129T181500Z.tar.gz`, with `.age` behind it where it is encrypted."""
    return f"karta-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz{'.age' if is_encrypted else ''}"


def made_at(name: str) -> datetime | None:
    """When (UTC) a file of this name was made; None where the name is no back-up's."""
    found = _NAME.fullmatch(name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if found else None


def outdated(names: Iterable[str], *, days: int, weeks: int) -> list[str]:
    """Names of back-ups to remove, oldest first.

    Kept: the newest of each of the newest `days` days (UTC) and of each of the newest `weeks` ISO weeks that have one.
    Days and weeks without a back-up are not counted, so a timer that stood still takes nothing away. The newest one
    is always kept; files of other names are never in the answer.
    """
    dated = sorted((at, name) for name in names if (at := made_at(name)) is not None)
    kept = {name for _, name in dated[-1:]}
    kept |= _newest_of_each(dated, lambda at: at.date().isoformat(), days)
    kept |= _newest_of_each(dated, lambda at: f"{at:%G-%V}", weeks)
    return [name for _, name in dated if name not in kept]


def _newest_of_each(dated: list[tuple[datetime, str]], period: Callable[[datetime], str], limit: int) -> set[str]:
    newest = {period(at): name for at, name in dated}  # later ones overwrite: the newest of the period stays
    return {newest[key] for key in sorted(newest)[len(newest) - min(limit, len(newest)) :]}
