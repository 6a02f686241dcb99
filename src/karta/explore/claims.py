"""The claims behind an organisation's figures: who said what, what is shown, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from karta.explore.blocks import rows_of
from karta.explore.frame import Frame
from karta.explore.rows import finite
from karta.explore.rules import RULES, Rule, rules_applied
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import CLAIMS

FIGURE_COLUMNS = (
    "measure", "year", "is_year_winner", "year_rule", "year_disagreement", "lost_by", "disagrees", "is_shown",
    "shown_state", "shown_rule",
)  # fmt: skip
SQL = f"""
    SELECT c.org_id AS subject, c.*, {", ".join(f"f.{name}" for name in FIGURE_COLUMNS)},
        f.value AS converted, f.value_min AS converted_min, f.value_max AS converted_max
    FROM claims c LEFT JOIN (FROM figures WHERE org_id >= $low AND org_id < $high) f
        ON f.claim_id = c.claim_id AND f.org_id = c.org_id
    WHERE c.org_id >= $low AND c.org_id < $high
    ORDER BY c.org_id, f.measure NULLS LAST, f.year DESC, f.is_year_winner DESC, c.rank, c.property, c.position,
        c.claim_id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as its source printed it and as it was understood.

    `published`: columns of `claims`, bounds in the published unit, open ends None. `value`, `min`, `max`: EUR or
    persons, for figures with a rate. A winner has `rules`, the lines that decided its year, and `shown_rules`, those
    that picked series and year where it is shown; a loser has `lost_by`. `source`: the manifest's entry.
    """

    claim_id: str
    property: str
    year: int | None
    value: float | None
    min: float | None
    max: float | None
    published: dict[str, Any]
    is_figure: bool
    is_year_winner: bool
    is_shown: bool
    shown_state: str | None
    rule: str | None
    rules: list[Rule]
    shown_rule: str | None
    shown_rules: list[Rule]
    lost_by: Rule | None
    disagreement: bool  # a winner: some loser disagrees; a loser: it disagrees
    source: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        """The claim as JSON, rules with their texts in both languages."""
        published = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in self.published.items()
        }
        licence = (self.source or {}).get("licence", {})
        return {
            "claim_id": self.claim_id,
            "measure": self.property if self.is_figure else None,
            "property": self.property,
            "year": self.year,
            "value": self.value if self.is_figure else published["value"],
            "min": self.min,
            "max": self.max,
            "is_year_winner": self.is_year_winner,
            "is_shown": self.is_shown,
            "shown_state": self.shown_state,
            "rule": self.rule,
            "shown_rule": self.shown_rule,
            "lost_by": self.lost_by.line if self.lost_by else None,
            "disagreement": self.disagreement,
            "rules": [_rule_dict(rule) for rule in (*self.rules, *([self.lost_by] if self.lost_by else []))],
            "published": published,
            "licence": {"name": licence.get("name"), "url": licence.get("url")},
            "attribution": (self.source or {}).get("attribution"),
        }


def claims(snapshot: Snapshot, rows: Frame, org_id: str) -> list[Claim]:
    """Every public claim on one organisation: figures by measure, newest year first, winner first; then attributes."""
    sources = {source["source_id"]: source for source in snapshot.manifest["sources"]}
    return [_claim(row, sources) for row in rows_of(rows, SQL, org_id)]


def years(found: Sequence[Claim], measure: str) -> dict[int, list[Claim]]:
    """The claims of one measure by year, oldest first; in each year the winner stands first."""
    by_year: dict[int, list[Claim]] = {}
    for claim in found:
        if claim.is_figure and claim.property == measure and claim.year is not None:
            by_year.setdefault(claim.year, []).append(claim)
    return dict(sorted(by_year.items()))


def _claim(row: dict[str, Any], sources: dict[str, Any]) -> Claim:
    published = {name: row[name] for name in CLAIMS if name not in ("claim_id", "org_id", "visibility")}
    published["value_min"], published["value_max"] = finite(row["value_min"]), finite(row["value_max"])
    is_winner = bool(row["is_year_winner"])
    return Claim(
        claim_id=row["claim_id"],
        property=row["measure"] or row["property"],
        year=row["year"],
        value=finite(row["converted"]),
        min=finite(row["converted_min"]),
        max=finite(row["converted_max"]),
        published=published,
        is_figure=row["measure"] is not None,
        is_year_winner=is_winner,
        is_shown=bool(row["is_shown"]),
        shown_state=row["shown_state"],
        rule=row["year_rule"],
        rules=rules_applied(row["year_rule"]),
        shown_rule=row["shown_rule"],
        shown_rules=rules_applied(row["shown_rule"]) if row["shown_rule"] != "1" else [RULES["1"]],
        lost_by=RULES.get(row["lost_by"] or ""),
        disagreement=bool(row["year_disagreement"] if is_winner else row["disagrees"]),
        source=sources.get(row["source_id"]),
    )


def _rule_dict(rule: Rule) -> dict[str, str]:
    return {name: getattr(rule, name) for name in Rule.__slots__}
