"""Activity texts → sectors, against held-back labels: `python -m bench.identity.sectors`.

gold/activities/texts.csv holds the texts; nothing that is trained reads it. A text may have two right classes. Shares
have the 95 % interval of Wilson.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.gold import Share
from bench.measure import PROJECT, Figure
from karta.classify import Answer, classify_text
from karta.vocab.scope import life_science_codes

TEXTS = PROJECT / "gold/activities/texts.csv"
LEVELS = {"class": 5, "group": 4, "division": 2}
PRECISION = 0.95
BANDS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its right classes (none: nothing can be told) and what was answered."""

    case_id: str
    language: str
    style: str
    right: tuple[str, ...]
    segment: str | None
    text: str
    answer: Answer

    @property
    def probability(self) -> float:
        return self.answer.candidates[0].probability if self.answer.candidates else 0.0

    def is_right(self, length: int = 5, count: int = 1) -> bool:
        """Whether one of the first `count` candidates has a right class's first `length` characters."""
        right = {code[:length] for code in self.right}
        return any(candidate.nace_code[:length] in right for candidate in self.answer.candidates[:count])


def cases() -> list[Case]:
    """Every text with its answer."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return [
            Case(row["id"], row["language"], row["style"], tuple(row["nace_codes"].split()), row["segment"] or None,
                 row["text"], classify_text(row["text"]))
            for row in csv.DictReader(file)
        ]  # fmt: skip


def share(found: Iterable[bool]) -> Share:
    """How many of some are so."""
    every = list(found)
    return Share(sum(every), len(every))


def coverage(found: Sequence[Case]) -> tuple[Share, float]:
    """The largest share of all texts that can be answered with PRECISION right, and the least probability for it.

    Texts of which nothing can be told count as wrong where they are answered.
    """
    ordered = sorted(found, key=lambda case: -case.probability)
    hits, most, least = 0, 0, 1.0
    for count, case in enumerate(ordered, 1):
        hits += case.is_right()
        if hits >= PRECISION * count:
            most, least = count, case.probability
    return Share(most, len(found)), least


def life_science(found: Sequence[Case], *, with_trade: bool) -> tuple[Share, Share]:
    """Recall and precision of the scope: texts whose (first) class is a life science, by the first candidate."""
    scope = life_science_codes(with_trade=with_trade)
    of_scope = [case for case in found if case.right and case.right[0] in scope]
    told = [case for case in found if case.answer.candidates and case.answer.candidates[0].nace_code in scope]
    recall = share(case.answer.candidates != () and case.answer.candidates[0].nace_code in scope for case in of_scope)
    return recall, share(any(code in scope for code in case.right) for case in told)


def tables(found: Sequence[Case]) -> str:
    """The figures as Markdown: how often right, by level and kind of text; reliability; life sciences; abstention."""
    with_class = [case for case in found if case.right]
    lines = [f"{len(found)} texts, {len(with_class)} with a class. 95 % intervals in brackets.", "",
             "| right | first | among three |", "| --- | ---: | ---: |"]  # fmt: skip
    for level, length in LEVELS.items():
        first, three = (share(case.is_right(length, count) for case in with_class) for count in (1, 3))
        lines.append(f"| {level} | {told(first)} | {told(three)} |")
    lines += ["", "| texts | first | among three | answered | right of those |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [_kind_row(name, [case for case in found if belongs(case)]) for name, belongs in _KINDS.items()]
    lines += ["", *_reliability(found), "", *_scope_lines(found)]
    return "\n".join(lines) + "\n"


def table() -> str:
    """The same of the held-back texts."""
    return tables(cases())


def told(found: Share) -> str:
    low, high = found.interval
    return f"{found.value:.3f} ({low:.3f}–{high:.3f})"


def figures() -> Iterable[Figure]:
    """For the table of benchmarks."""
    found = cases()
    with_class = [case for case in found if case.right]
    yield Figure("sector from text: class right, first", share(case.is_right() for case in with_class).value, "")
    yield Figure(
        "sector from text: class right, of three", share(case.is_right(count=3) for case in with_class).value, ""
    )
    yield Figure("sector from text: coverage at 95 % precision", coverage(found)[0].value, "")
    yield Figure("sector from text: life-science recall", life_science(found, with_trade=True)[0].value, "")
    texts = [case.text for case in found]
    start = time.process_time()
    for text in texts:
        classify_text(text)
    yield Figure("sector from text: processor time a text", 1000 * (time.process_time() - start) / len(texts), "ms")


def _kind_row(name: str, found: list[Case]) -> str:
    with_class = [case for case in found if case.right]
    answered = [case for case in found if not case.answer.is_abstained]
    first, three = (share(case.is_right(count=count) for case in with_class) for count in (1, 3))
    right = share(case.is_right() for case in answered)
    cells = (first, three, Share(len(answered), len(found)), right)
    return f"| {name} ({len(found)}) | {' | '.join(map(told, cells))} |"


_KINDS: dict[str, Callable[[Case], bool]] = {
    "all": lambda _: True,
    "Bulgarian": lambda case: case.language == "bg",
    "English": lambda case: case.language == "en",
    "register": lambda case: case.style == "register",
    "website": lambda case: case.style == "website",
    "short": lambda case: case.style == "short",
    "Latin letters": lambda case: case.style == "latin",
    "a segment's": lambda case: case.segment is not None,
    "no segment's": lambda case: case.segment is None and case.right != (),
}


def _reliability(found: Sequence[Case]) -> list[str]:
    """Said and found by bands of probability, with a bar a band; mean distance between the two."""
    lines = ["| probability | texts | said | right | |", "| --- | ---: | ---: | ---: | --- |"]
    distance = 0.0
    for band in range(BANDS):
        inside = [
            case for case in found if case.answer.candidates and min(int(case.probability * BANDS), BANDS - 1) == band
        ]
        if not inside:
            continue
        said = sum(case.probability for case in inside) / len(inside)
        right = share(case.is_right() for case in inside)
        distance += abs(said - right.value) * len(inside)
        bar = "".join(
            "│" if place == round(said * 20) else "█" if place < round(right.value * 20) else "·" for place in range(21)
        )
        lines.append(
            f"| {band / BANDS:.1f}–{(band + 1) / BANDS:.1f} | {len(inside)} | {said:.2f} | {told(right)} | `{bar}` |"
        )
    answered = sum(case.answer.candidates != () for case in found)
    return [*lines, "", f"█ right, │ said. Expected calibration error: {distance / answered:.3f}."]


def _scope_lines(found: Sequence[Case]) -> list[str]:
    most, least = coverage(found)
    abstained = [case for case in found if not case.right]
    of_segment = [case for case in found if case.segment is not None and not case.answer.is_abstained]
    lines = [f"- Coverage at 95 % precision: {told(most)}, from probability {least:.2f} on."]
    sure = [case for case in found if case.answer.sure_code is not None]
    hits = share(any(code.startswith(str(case.answer.sure_code)) for code in case.right) for case in sure)
    of_all = told(Share(len(sure), len(found)))
    lines.append(f"- A class, group or division that is sure, as a build takes it: {of_all}, right {told(hits)}.")
    lines.append(
        f"- Nothing can be told, and abstained: {told(share(case.answer.is_abstained for case in abstained))}."
    )
    for words, with_trade in (("trade included", True), ("without trade", False)):
        recall, precision = life_science(found, with_trade=with_trade)
        lines.append(f"- Life sciences, {words}: recall {told(recall)}, precision {told(precision)}.")
    right = share(case.answer.segment == case.segment for case in of_segment)
    return [*lines, f"- Segment, where the text has one and was answered: {told(right)}."]


def main() -> int:
    found = cases()
    print(tables(found))
    if "--errors" in sys.argv[1:]:
        for case in found:
            if case.right and not case.is_right():
                print(
                    case.case_id,
                    "/".join(case.right),
                    [(c.nace_code, c.probability) for c in case.answer.candidates],
                    case.text[:90],
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
