"""Districts that a Bulgarian postcode may lie in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Postcodes:
    """Learned from the postcodes of a gazetteer.

    The first digits of a code are those of its sorting centre, whose area crosses district borders here and there,
    and a gazetteer has slips. So a code is held possible in each district where any code with its first two digits is
    known: that seldom turns a right address into a contradiction, and settles less than it might.
    """

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """(postcode, district code) pairs."""
        self._districts: dict[str, set[str]] = defaultdict(set)
        for code, district in known:
            for digits in (1, 2):
                self._districts[code[:digits]].add(district)

    def districts_of(self, codes: Iterable[str]) -> frozenset[str] | None:
        """District codes where one of these postcodes may lie; None without a code, or where none is known.

        A beginning that no settlement has (11, 12 and 16 are Sofia's) is looked up by its first digit.
        """
        found: set[str] = set()
        for code in codes:
            found |= self._districts.get(code[:2]) or self._districts.get(code[:1]) or set()
        return frozenset(found) or None
