"""Codes of subjects: names in Latin letters that stand in addresses."""

from __future__ import annotations

from typing import Any

from karta.matching.names import search_key

CODE_LENGTH = {"Edition": 80, "Body": 40}  # the others: 60


def free_code(model: Any, name: str) -> str:
    """A code in Latin letters that no object of the model has: its name, with a number where that is taken."""
    length = CODE_LENGTH.get(model.__name__, 60)
    base = "-".join(search_key(name).split())[: length - 4].strip("-") or "one"
    base = base if base != "new" else "new-one"  # the address of the empty form
    taken = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)
