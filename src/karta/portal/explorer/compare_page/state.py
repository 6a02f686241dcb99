"""What an address of the comparison asks for, and the addresses of the comparisons one step away from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from karta.explore.compare import KINDS, read_of
from karta.explore.filters import Filter, one_of
from karta.snapshot.schema import MEASURES

OWN = ("of", "of_kind", "add", "delimiter")  # `kind` is a filter: company, hospital …


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One comparison. `text`: what was typed to find an organisation; `kind` may be chosen before any code is."""

    asked: Filter
    kind: str
    codes: tuple[str, ...]
    measure: str | None = None
    text: str = ""

    def params(self) -> list[tuple[str, str]]:
        """The parameters that give this comparison again."""
        of = [("of", f"{self.kind}:{code}") for code in self.codes]
        kind = [("of_kind", self.kind)] if self.kind and not of else []
        measure = [("measure", self.measure)] if self.measure else []
        return [*of, *kind, *measure, *self.asked.to_params()]

    def address(self, codes: Sequence[str] | None = None, *, name: str = "compare", at: str = "") -> str:
        """The page with these codes instead; `at`: the code of the column that the reader stays with."""
        there = self if codes is None else replace(self, codes=tuple(codes))
        query = urlencode(there.params())
        anchor = f"#{column_id(self.kind, at)}" if at else ""
        return reverse(f"explorer:{name}") + (f"?{query}" if query else "") + anchor

    def moved(self, code: str, step: int) -> str:
        """The page with one column moved by `step`; "" where there is no room."""
        at = self.codes.index(code)
        if not 0 <= at + step < len(self.codes):
            return ""
        codes = [*self.codes]
        codes.insert(at + step, codes.pop(at))
        return self.address(codes, at=code)

    def without(self, code: str) -> str:
        return self.address([one for one in self.codes if one != code])

    def added(self, code: str) -> str:
        return self.address([*self.codes, code], at=code)


def column_id(kind: str, code: str) -> str:
    """The id of a column's head: a place that a link can lead to."""
    return f"of-{kind}-{code}".replace(" ", "-").replace("/", "-").replace(".", "-")


def read_state(params: Mapping[str, Sequence[str]]) -> State:
    """The comparison that an address asks for. Errors: FilterError."""
    kind, codes = read_of(params.get("of", ()))
    chosen, measure = (_last(params, name) for name in ("of_kind", "measure"))
    if chosen:
        one_of("of_kind", chosen, KINDS)
    if measure:
        one_of("measure", measure, MEASURES)
    return State(
        asked=Filter.from_params(dict(params), also=OWN),
        kind=kind or chosen or "",
        codes=tuple(codes),
        measure=measure or None,
        text=(_last(params, "add") or "")[:200],
    )


def _last(params: Mapping[str, Sequence[str]], name: str) -> str | None:
    given = [text.strip() for text in params.get(name, ()) if text.strip()]
    return given[-1] if given else None
