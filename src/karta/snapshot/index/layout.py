"""Files of a snapshot's index, the same for who writes and who reads.

    index/
      rows.arrow            what a list prints of an organisation, less its figures, in the snapshot's order
      records.arrow         row → source record, in row order
      ids.arrow, eik.arrow  sorted identifiers → row
      words.arrow …         sorted words of names → names that hold them → rows
      names/                search of names as they are typed (tantivy)
      window/ 2024/ none/   one folder a *scope*: the figures of the window R−4 … R+1, of one year, of a year with none
        sets.u64            sets of rows as packed bits, one after the other: codes, bars of histograms, planes of sums
        sets.json           which column has which of them
        codes/<name>.npy    one code a row, where each row has exactly one
        numbers/<name>.npy  distinct numbers in order; codes/<name>.npy has the place of each row's own among them
        <measure>.arrow     what a list prints of the figures, in row order
        <measure>_claims.arrow  what their claims say, line for line

Columns that no year changes stand in `window` only.
"""

from __future__ import annotations

from karta.snapshot.schema import MEASURES

INDEX = "index"
WINDOW, NO_YEAR, NAMES = "window", "none", "names"
UNKNOWN = "unknown"
VARY_BY_YEAR = (*MEASURES, "size_class", "result", "has_disagreement")  # beginnings of names
HALF_CENTS = 200  # sums are exact in half cents: the middle of two amounts in cents
LARGEST_ADDED = 1e15  # EUR; a figure beyond it is left out of sums, and counted as left out
FOUNDED_EDGES = (float("-inf"), 1900.0, 1950.0, 1990.0, 2000.0, 2010.0, 2020.0, float("inf"))


def varies(name: str) -> bool:
    """Whether a column differs between the window and a year."""
    return name.startswith(VARY_BY_YEAR)
