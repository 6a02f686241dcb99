"""What changed between two texts, word by word, for eyes and for readers of a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

Kept = list[dict[str, str]]  # lines as a version keeps them


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `same`, or parts (op, text) with op same | gone | new."""

    kind: str
    is_same: bool
    parts: list[tuple[str, str]]


def difference(old: Kept, new: Kept) -> list[Row]:
    """The lines of both texts in order; a line that changed has its words marked."""
    before, after = [one["text"] for one in old], [one["text"] for one in new]
    rows: list[Row] = []
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            rows += [Row(one["kind"], True, [("same", one["text"])]) for one in new[k:m]]
            continue
        pairs = min(j - i, m - k)
        rows += [Row(new[k + n]["kind"], False, list(_words(before[i + n], after[k + n]))) for n in range(pairs)]
        rows += [Row(one["kind"], False, [("gone", one["text"])]) for one in old[i + pairs : j]]
        rows += [Row(one["kind"], False, [("new", one["text"])]) for one in new[k + pairs : m]]
    return rows


def _words(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            yield "same", "".join(after[k:m])
            continue
        if j > i:
            yield "gone", "".join(before[i:j])
        if m > k:
            yield "new", "".join(after[k:m])
