"""Keys and values of an own profile in words of the reader's language, and what other sources say beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from karta.portal.directory.forms import UNIT_LABELS
from karta.portal.directory.profiles import rules
from karta.portal.directory.profiles.forms import STATEMENTS, ProfileForm
from karta.portal.directory.profiles.models import Offer
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.schema import OWN_SOURCE
from karta.vocab import formats
from karta.vocab.labels import label
from karta.vocab.money import UNITS

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

KINDS = dict(Offer.Kind.choices)
THEMES = dict(Offer.Theme.choices)
# property of a claim, its language → key of a profile
_KEYS = {
    ("name", "bg"): "name_bg", ("name", "en"): "name_en", ("website", None): "website",
    ("founded_year", None): "founded", ("segment", None): "segment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as it was and as it is; "" is nothing."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What another source says of something that a profile may say. `is_shown`: the map shows it."""

    label: str
    value: str
    source: dict[str, str]
    is_shown: bool
    differs: bool


def label_of(key: str) -> str:
    """`website` → Website; `figure:headcount:2025` → Headcount, 2025; `offer:…` → Offer or need."""
    if key in rules.ATTRIBUTES:
        return str(ProfileForm.base_fields[key].label)
    kind, _sep, rest = key.partition(":")
    if kind == "figure":
        measure, _sep, year = rest.partition(":")
        return f"{str(label('measure', measure, language())).capitalize()}, {year}"
    return str(_("Offer or need"))


def value_of(key: str, value: Any) -> str:
    """A value as text; "" for none."""
    if not value:
        return ""
    if key == "segment":
        return label("segment", value, language()) or str(value)
    if key.startswith("figure:"):
        amount = Decimal(value["value"])
        places = max(0, -int(amount.as_tuple().exponent))
        number = formats.number(amount, language(), places)
        return f"{number} {UNIT_LABELS[value['unit']]} ({STATEMENTS[value['statement']]})"
    if key.startswith("offer:"):
        title = value[f"title_{language()}"]
        return f"{KINDS[value['kind']]}: {title}"
    return str(value)


def line(key: str, before: Any, after: Any) -> Line:
    return Line(key, label_of(key), value_of(key, before), value_of(key, after))


def changes(before: rules.Content, after: rules.Content, keys: Any = None) -> list[Line]:
    """What differs between two versions, in the order of a profile; of `keys` alone where they are given."""
    wanted = rules.changed(before, after) if keys is None else sorted(keys, key=rules.order)
    return [line(key, before.get(key), after.get(key)) for key in wanted]


_BESIDE = f"""
    SELECT c.property, c.language, c.value, c.unit, f.year, c.source_id, coalesce(f.is_shown, c.value = CASE c.property
        WHEN 'name' THEN CASE c.language WHEN 'bg' THEN o.name_bg ELSE o.name_en END WHEN 'website' THEN o.website
        WHEN 'segment' THEN o.segment ELSE o.founded_year::VARCHAR END) AS shown
    FROM claims c JOIN organisations o USING (org_id) LEFT JOIN figures f ON f.claim_id = c.claim_id
    WHERE c.org_id = ? AND c.source_id <> '{OWN_SOURCE}' AND c.state = 'known' AND c.value IS NOT NULL
        AND c.property IN ('name', 'website', 'founded_year', 'segment', 'headcount', 'turnover', 'revenue')
    ORDER BY c.property, f.year DESC NULLS LAST, shown DESC, c.rank, c.value LIMIT 60"""


def beside(snapshot: Snapshot, org_id: str, content: rules.Content) -> list[Beside]:
    """What other sources say of the same things, what the map shows first."""
    titles = {source["source_id"]: source["title"] for source in snapshot.manifest["sources"]}
    found: dict[tuple[str, str, str], Beside] = {}
    rows = snapshot.connection().execute(_BESIDE, (org_id,)).fetchall()
    for told, spoken, value, unit, year, source_id, shown in rows:
        key = _KEYS.get((told, spoken if told == "name" else None), f"figure:{told}:{year}" if unit else "")
        if not key:
            continue
        own = content.get(key)
        text = f"{formats.number(Decimal(value), language())} {UNIT_LABELS.get(unit, unit)}" if unit else (
            value_of(key, value))  # fmt: skip
        differs = own is not None and (_in_unit(own) != (unit, Decimal(value)) if unit else own != value)
        title = titles.get(source_id, {"bg": source_id, "en": source_id})
        found.setdefault((key, text, source_id), Beside(label_of(key), text, title, bool(shown), differs))
    return list(found.values())


def _in_unit(figure: dict[str, str]) -> tuple[str, Decimal]:
    """A typed figure as claims hold it, thousands multiplied out."""
    unit, scale = UNITS[figure["unit"]]
    return unit, Decimal(figure["value"]) * scale
