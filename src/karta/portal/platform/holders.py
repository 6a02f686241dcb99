"""What is held about a person: each app registers its holders, so that one page shows, exports and erases all of it.

An app's `ready()` calls `register(Holder(…))`. A holder that keeps something after an erasure says why in `kept`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: an account, and the addresses that were verified for it."""

    user_id: int
    addresses: tuple[str, ...]

    def wrote(self, column: str) -> Q:
        """Rows whose `column` holds one of the addresses, however it was typed; none without an address."""
        return reduce(or_, (Q(**{f"{column}__iexact": one}) for one in self.addresses), Q(pk__in=()))


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of thing that is held. `export`: rows of JSON; `erase`: called inside a transaction, says how many."""

    name: str
    label: str | Promise
    kept: str | Promise
    export: Callable[[Subject], list[dict[str, Any]]]
    erase: Callable[[Subject, datetime], int]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Make an app's holder known. Errors: ValueError where another one has the name."""
    if _holders.get(holder.name, holder) != holder:
        raise ValueError(f"holder {holder.name}: there is another one of this name")
    _holders[holder.name] = holder


def all_holders() -> list[Holder]:
    """Every holder, in the order in which apps registered."""
    return list(_holders.values())
