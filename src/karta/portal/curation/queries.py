"""Reads: proposals that wait and those decided of late; the history of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from karta.portal.curation import decisions
from karta.portal.directory.ids import Name, known
from karta.portal.directory.models import Correction
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot, store
from karta.vocab.decisions import PAIRS, UNDO, Line, moment


def open_corrections(limit: int = 100) -> list[Correction]:
    """Waiting proposals, the oldest first."""
    return list(Correction.objects.filter(state=Correction.State.OPEN)[:limit])


def decided_corrections(limit: int = 30) -> list[Correction]:
    """Decided proposals, the latest first."""
    decided = Correction.objects.exclude(state=Correction.State.OPEN).select_related("decided_by")
    return list(decided.order_by("-decided_at", "-pk")[:limit])


def last_build_at() -> datetime | None:
    """When the newest snapshot was built."""
    kept = store().list()
    return datetime.fromisoformat(kept[-1].built_at) if kept else None


def is_applied(correction: Correction, built_at: datetime | None) -> bool:
    """Whether a build has read the decision already; a decision can be undone until then."""
    return correction.decided_at is not None and built_at is not None and built_at >= correction.decided_at


def names_of(corrections: list[Correction]) -> dict[str, Name]:
    """Names of the organisations that proposals are about, in the current map."""
    try:
        snapshot = current_snapshot()
    except NoSnapshot:
        return {}
    return {org_id: one.name for org_id, one in known(snapshot, (found.org_id for found in corrections)).items()}


def waiting_decisions(built_at: datetime | None) -> int:
    """Accepted proposals that no build has read yet."""
    accepted = Correction.objects.filter(state=Correction.State.ACCEPTED)
    return accepted.filter(decided_at__gt=built_at).count() if built_at else accepted.count()


def shown(corrections: list[Correction], built_at: datetime | None) -> list[dict[str, Any]]:
    """Proposals with their organisation's name and whether they can be undone."""
    names = names_of(corrections)
    return [
        {"correction": found, "name": names.get(found.org_id), "is_applied": is_applied(found, built_at)}
        for found in corrections
    ]


HISTORY_PAGE = 40


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """What a reader of the history looks for; empty means any."""

    by: str = ""
    decision: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> HistoryAsked:
        told = {name: str(params.get(name, ""))[:200].strip() for name in ("by", "decision", "q")}
        page = str(params.get("page", ""))
        return cls(**told, page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1)

    @property
    def query(self) -> str:
        """The address of another page without its number."""
        told = {name: getattr(self, name) for name in ("by", "decision", "q") if getattr(self, name)}
        return f"?{urlencode(told)}&" if told else "?"

    def fits(self, line: Line) -> bool:
        """Whether a line is looked for; `q` stands in a name, an id, a batch or the reason."""
        said = " ".join(str(line.get(name, "")) for name in (
            "id", "batch", "reason", "left_name", "right_name", "left_org_id", "right_org_id", "org_id", "claim_id",
        )).casefold()  # fmt: skip
        return (
            (not self.by or line["by"] == self.by)
            and (not self.decision or line["decision"] == self.decision)
            and self.q.casefold() in said
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision, or a batch of them told by its first line."""

    line: Line
    lines: int
    at: datetime
    is_undone: bool
    is_read: bool
    is_ours: bool  # signed by this installation, and as it was signed

    @property
    def name(self) -> str:
        """By which it is undone."""
        return str(self.line.get("batch") or self.line["id"])

    @property
    def is_pair(self) -> bool:
        return self.line["decision"] in PAIRS

    @property
    def is_within(self) -> bool:
        """Whether it parts records of one organisation."""
        told = self.line.get("left_org_id")
        return self.is_pair and bool(told) and told == self.line.get("right_org_id")


def history(asked: HistoryAsked) -> dict[str, Any]:
    """`entries` of one page, latest first, `count` of all that fit, `pages`, and `people` who decided."""
    said, read_to = decisions.read(), decisions.read_by_builds()
    standing = {id(line) for line in said.kept}
    lines = sorted((line for line in said.lines if line["decision"] != UNDO), key=moment)
    batches = [list(found) for _name, found in groupby(lines, lambda line: line.get("batch") or line["id"])]
    fitting = [found for found in reversed(batches) if any(asked.fits(line) for line in found)]
    first = (asked.page - 1) * HISTORY_PAGE
    return {
        "entries": [
            Entry(found[0], len(found), moment(found[0]), id(found[0]) not in standing, said.is_read(found[0], read_to),
                  found[0].get("signature") == decisions.signature(found[0]))
            for found in fitting[first : first + HISTORY_PAGE]
        ],
        "count": len(fitting),
        "pages": max(1, -(-len(fitting) // HISTORY_PAGE)),
        "people": sorted({line["by"] for line in lines}),
    }  # fmt: skip
