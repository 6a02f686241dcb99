"""The columns of every export, in order, and what each holds."""

from __future__ import annotations

from karta.snapshot.schema import MEASURES, ORGANISATIONS

LABELLED = {  # column of organisations → beginning of its two labels
    "kind": "kind", "unit_kind": "unit_kind", "status": "status", "region": "region", "district": "district",
    "municipality": "municipality", "ekatte": "settlement", "nace_code": "nace", "segment": "segment",
}  # fmt: skip
ATTRIBUTES = tuple(
    name for name in ORGANISATIONS if not name.startswith(MEASURES) and name not in ("org_id", "source_ids")
)
OF_MEASURE = ("value", "min", "max", "year", "state", "statement", "disagreement")  # columns of organisations
OF_CLAIM = {  # column of the export → column of claims
    "published_value": "value", "unit": "unit", "as_published": "as_published", "source_id": "source_id",
    "publication_ref": "publication_ref",
    "publication": "publication_title", "publication_url": "publication_url", "published_on": "published_on",
}  # fmt: skip
WITH_EVERY_ROW = ("source_ids", "records", "licences", "citation", "snapshot", "filter")
NUMBERS = frozenset(f"{m}_{end}" for m in MEASURES for end in ("value", "min", "max", "published_value")) | {
    "lon",
    "lat",
}
WHOLE = frozenset(f"{m}_year" for m in MEASURES) | {"founded_year", "completeness", "measure_count"}
FLAGS = frozenset(f"{m}_disagreement" for m in MEASURES) | {"has_disagreement"}


def columns() -> tuple[str, ...]:
    """The columns of every export, in order: organisation, places and sectors in both languages, measures, terms."""
    names = ["id"]
    for name in ATTRIBUTES:
        names.append(name)
        if name in LABELLED:
            names += [f"{LABELLED[name]}_bg", f"{LABELLED[name]}_en"]
    for measure in MEASURES:
        names += [f"{measure}_{column}" for column in (*OF_MEASURE, *OF_CLAIM)]
    return (*names, *WITH_EVERY_ROW)
