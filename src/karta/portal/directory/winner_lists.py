"""Lists of winners side by side: what each source names, all of them together, and what they have in common (TR03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from karta.portal.directory.models import Body, Claim, Contradiction
from karta.portal.directory.properties import AWARDS
from karta.portal.directory.queries import Part, Told, parts


@dataclass(frozen=True, slots=True)
class Named:
    """One winner: by which of the lists it is named, and in which other forms it is written there."""

    part: Part
    marks: list[bool]

    @property
    def body(self) -> Body:
        return self.part.body

    @property
    def forms(self) -> list[str]:
        """As sources write it, where they write it otherwise than it is called here."""
        called = {self.body.name_bg, self.body.name_en}
        return [
            written for written in dict.fromkeys(text for _claim, text in self.part.claims) if written not in called
        ]


@dataclass(frozen=True, slots=True)
class WinnerLists:
    """One category. `lists`: claims that name winners; `rows`: their union, each once."""

    name: str
    label: Any
    lists: list[Claim]
    rows: list[Named]
    shown: Claim | None
    choice: Contradiction | None

    @property
    def common(self) -> list[Named]:
        """Whom every list names."""
        return [row for row in self.rows if all(row.marks)]

    @property
    def alone(self) -> list[tuple[Claim, list[Named]]]:
        """List → whom it alone names."""
        return [
            (claim, [row for row in self.rows if row.marks[number] and sum(row.marks) == 1])
            for number, claim in enumerate(self.lists)
        ]

    @property
    def preferred(self) -> list[Named]:
        """Whom the list names that is shown."""
        if self.shown not in self.lists:
            return []
        number = self.lists.index(self.shown)
        return [row for row in self.rows if row.marks[number]]


def winner_lists(told: dict[str, Told]) -> list[WinnerLists]:
    """Of one edition (queries.claims_on), category by category; those of which nothing was said are left out."""
    return [_lists(name, label, told[name]) for name, label in AWARDS.items() if name in told and told[name].claims]


def _lists(name: str, label: Any, told: Told) -> WinnerLists:
    lists = [claim for claim in told.claims if claim.state == Claim.State.KNOWN]
    rows = [
        Named(part, [claim.pk in {one.pk for one, _ in part.claims} for claim in lists]) for part in parts(told)
    ]  # fmt: skip
    return WinnerLists(name, label, lists, rows, told.shown, next(iter(told.contradictions), None))
