"""What of the compiled list may ship: `python -m karta.sources.bg_compiled_life_science.ship <folder of the list>`.

Rule: an organisation ships when one of its sources, its own or its figures', has `redistribute` other than `no`; a
figure ships when its source does; a source row ships when it is not `no`. References to a source that does not ship
are taken out of `source_refs`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Rows = list[dict[str, str]]
SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True, slots=True)
class CompiledList:
    """The three tables of the list, in their own order."""

    organisations: Rows
    figures: Rows
    sources: Rows


def shippable(whole: CompiledList) -> CompiledList:
    """The part of the list that may be redistributed. Pure; keeps the order of rows."""
    open_refs = {row["source_ref"] for row in whole.sources if row["redistribute"] != "no"}
    figures = [row for row in whole.figures if row["source_ref"] in open_refs]
    with_figures = {row["org_id"] for row in figures}
    organisations = []
    for row in whole.organisations:
        refs = [ref for ref in row["source_refs"].split(";") if ref in open_refs]
        if refs or row["id"] in with_figures:
            organisations.append({**row, "source_refs": ";".join(refs)})
    return CompiledList(organisations, figures, [row for row in whole.sources if row["source_ref"] in open_refs])


def read_list(folder: Path) -> CompiledList:
    """Read the three files of the list."""
    return CompiledList(*(_read(folder / f"{name}.csv") for name in ("organisations", "figures", "sources")))


def write_list(part: CompiledList, folder: Path) -> None:
    """Write the three files, UTF-8, line feeds, header as in the list."""
    for name, rows in (("organisations", part.organisations), ("figures", part.figures), ("sources", part.sources)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def main(arguments: Sequence[str]) -> None:
    """Rewrite shipped/ from the folder of the whole list."""
    write_list(shippable(read_list(Path(arguments[0]))), SHIPPED)


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1:])
