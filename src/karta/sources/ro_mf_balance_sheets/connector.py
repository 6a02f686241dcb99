"""Romania's annual balance-sheet indicators: one record per company, its years with it."""

from __future__ import annotations

from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Figure, Name, Record

# The columns that this map does not show yet, by the publisher's own spelling.
_UNREAD = (
    "active_imobilizante_total", "active_circulante_total", "stocuri", "creante", "datorii", "provizioane",
    "capitaluri_total", "patrimoniul_regiei", "cheltuieli_totate", "profit_brut", "pierdere_brut",
)  # fmt: skip


def records(raw: Raw) -> Iterator[Record]:
    """One record per CUI (Romanian register number), smallest number first; figures by year."""
    companies: dict[int, list[Figure]] = {}
    first_seen: dict[int, str] = {}
    for described in raw.manifest.files:
        for row in raw.csv(described.name):
            cif = int(row.required("cif"))
            first_seen.setdefault(cif, row.locator)
            companies.setdefault(cif, []).extend(_figures(row))
            raw.audit(row, ignore=_UNREAD)
    for cif in sorted(companies):
        yield Record(
            key=str(cif),
            locator=first_seen[cif],
            names=[Name(text=f"CUI {cif}")],  # the source has no names
            identifiers=[("ro_cif", str(cif))],
            kind="company",
            unit_kind="legal_unit",
            country="RO",
            figures=companies[cif],
        )


def _figures(row: Row) -> Iterator[Figure]:
    year, locator = row.required("an"), row.locator
    profit, loss = row.required("profit_net"), row.required("pierdere_net")
    yield Figure(
        measure="headcount", period=year, value=row.required("salariati"), unit="persons",
        statement="individual", basis="annual_average", locator=locator,
    )  # fmt: skip
    for measure, basis, column in (
        ("turnover", "net_sales", "cifra_de_afaceri_neta"),
        ("revenue", "total_income", "venituri_totale"),
    ):
        yield Figure(
            measure=measure, period=year, value=row.required(column), unit="RON",
            statement="individual", basis=basis, locator=locator,
        )  # fmt: skip
    yield Figure(
        measure="profit", period=year, value=str(int(profit) - int(loss)), unit="RON",
        as_published=f"{profit} - {loss}", derived="profit_net-pierdere_net",
        statement="individual", basis="net", locator=locator,
    )  # fmt: skip
