"""Compiled list of Bulgarian life-science organisations: one record per organisation, its figures with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Figure, Name, Publication, Record, Relation


def records(raw: Raw) -> Iterator[Record]:
    """One record per organisation, in source order; figures in the order of figures.csv."""
    publications = {row["source_ref"]: _publication(raw, row) for row in raw.csv("sources")}
    figures = _figures(raw, publications)
    for row in raw.csv("organisations"):
        key = row.required("id")
        refs = (row.pop("source_refs") or "").split(";")
        spun_off_from = row.pop("spinoff_of")
        yield Record(
            key=key,
            locator=row.locator,
            names=_names(row.pop("name_bg"), row.pop("name_en")),
            identifiers=_identifiers(row.pop("eik")),
            legal_form=row.pop("legal_form"),
            kind=row.pop("kind"),
            unit_kind=row.pop("unit_kind"),
            status=row.pop("unit_status"),
            country="BG",
            district=row.pop("district_code"),
            settlement=row.pop("city"),
            nace_code=row.pop("nace_or_kid"),
            nace_origin="assigned",  # from the activity, not read from the register
            segment=row.pop("segment"),
            founded=row.pop("founded_year"),
            website=row.pop("website"),
            relations=() if spun_off_from is None else (Relation(relation="spun_off_from", target_name=spun_off_from),),
            figures=figures.pop(key, ()),
            publications=[publications[ref] for ref in refs if ref],
            note=row.pop("status"),
        )
        raw.audit(row, ignore=["district"])  # the name of district_code
    for key, orphans in figures.items():
        raw.findings.append(
            raw.finding(
                "figure_without_organisation",
                str(orphans[0].locator),
                record_id=key,
                column="org_id",
                value=key,
                en=f"{orphans[0].locator}: no organisation has the id {key!r}; its {len(orphans)} figures are left out",
                bg=f"{orphans[0].locator}: няма организация с id {key!r}; показателите ѝ са пропуснати: {len(orphans)}",
            )
        )


def _figures(raw: Raw, publications: dict[str | None, Publication]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for row in raw.csv("figures"):
        basis = row.required("basis")
        found[row.required("org_id")].append(
            Figure(
                measure=_measure(raw, row, basis),
                period=row.required("year"),
                value=row.required("value"),
                unit=row.required("unit"),
                value_min=row.pop("value_min"),
                value_max=row.pop("value_max"),
                bounded=True,
                as_published=row.pop("as_published"),
                statement=row.required("statement"),
                basis=basis,
                population=row.required("population"),
                is_period_inferred=raw.lookup("yes_no", row.pop("year_inferred")),
                note=row.pop("note"),
                locator=row.locator,
                publication=publications[row.required("source_ref")],
            )
        )
        # consolidated is `statement`; the rest repeats sources.csv
        raw.audit(row, ignore=["consolidated", "source_title", "source_url", "publication_date"])
    return dict(found)


def _measure(raw: Raw, row: Row, basis: str) -> str:
    """The list's `revenue` is two measures here: sales by their basis, all other income."""
    measure = str(raw.lookup("measure", row.pop("measure")))
    return "turnover" if measure == "revenue" and basis == "net_sales" else measure


def _publication(raw: Raw, row: Row) -> Publication:
    published = Publication(
        ref=row.required("source_ref"),
        title=row.required("title"),
        url=row.pop("url"),
        published_on=row.pop("publication_date"),
        rank=int(row.required("rank")),
    )
    raw.audit(row, ignore=["redistribute", "rank_reason"])  # decided before shipping; explained in SOURCE.md
    return published


def _names(name_bg: str | None, name_en: str | None) -> list[Name]:
    both = ((name_bg, "bg"), (name_en, "en"))
    return [Name(text=text, language=language) for text, language in both if text is not None]


def _identifiers(eik: str | None) -> list[tuple[str, str]]:
    return [] if eik is None else [("eik", eik)]
