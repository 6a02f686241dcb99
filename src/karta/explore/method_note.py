"""The method note: how the figures of a filter, or of a whole snapshot, came to be, as one document to take away.

The page, the Markdown file and the plain text tell the same sections in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from karta.explore.citation import address, citation, source_terms
from karta.explore.completeness_note import ASIDE, COVERAGE_HEAD, PUBLISHED_HEAD, coverage_rows, published_rows, said
from karta.explore.filters import Filter
from karta.explore.linking_note import LINKING_HEAD, linking_rows, linking_texts
from karta.explore.matches import Matches, match
from karta.explore.method import NOTES, method
from karta.explore.row_parts import row_parts
from karta.explore.rules import RULES
from karta.explore.sentence import filter_sentence, name_of
from karta.explore.sums import sum_of
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

Pair = tuple[str, str]  # Bulgarian, English
TITLES: dict[str, Pair] = {
    "note": ("Методологична бележка", "Method note"),
    "scope": ("За какво се отнася", "What it is about"),
    "dates": ("Дати и опресняване", "Dates and refresh"),
    "sources": ("Източници", "Sources"),
    "years": ("Години на числата", "Years of the figures"),
    "classes": ("Класове", "Classes"),
    "population": ("Какво се брои", "What is counted"),
    "linking": ("Кои записи са една организация", "Which records are one organisation"),
    "completeness": ("Пълнота", "Completeness"),
    "published": ("До публикувани общи числа", "Beside published totals"),
    "rules": ("Кое твърдение се показва", "Which claim is shown"),
    "suppression": ("Правило за поверителност", "Suppression rule"),
    "rates": ("Валутни курсове", "Exchange rates"),
    "checks": ("Проверки на снимката", "Checks of the snapshot"),
    "citation": ("Цитиране", "Citation"),
}
# Public figures are not suppressed; it is said here, so that nobody takes a gap for a hidden figure or a zero.
SUPPRESSION: tuple[Pair, ...] = (
    (
        "Снимката съдържа само публични твърдения, затова нищо в нея не е скрито заради поверителност. До всеки сбор, "
        "медиана и дял стои броят на организациите в него, и когато е една или две.",
        "A snapshot holds public claims only, so nothing in it is suppressed for confidentiality. Beside each sum, "
        "median and share stands the number of organisations in it, also where it is one or two.",
    ),
    (
        "Поверителни числа и данни за физически лица не влизат в снимката: записвачът отказва всяко непублично "
        "твърдение. Липсващо число е „неизвестно“ и се брои; никога не е скрито и никога не е нула.",
        "Confidential figures and data of natural persons never enter a snapshot: the writer refuses any claim that is "
        "not public. A missing figure is unknown and counted as such; it is never a hidden one and never zero.",
    ),
    (
        "В легендата на картата знакът „поверително“ стои с броя на областите си, който в тази снимка е 0.",
        "The map's legend bears the sign for confidential with its number of areas, which in this snapshot is 0.",
    ),
)
LEFT_OUT: Pair = (
    "Извън тази карта са {count} организации: поискали са това или закон или съд го изисква. Броят, сборовете и "
    "дяловете са без тях.",
    "Left out of this map: {count} organisations that asked for it, or because a law or a court requires it. Counts, "
    "sums and shares are without them.",
)
EVERY: dict[str, Pair] = {
    "day": ("ежедневно", "daily"), "week": ("седмично", "weekly"), "month": ("месечно", "monthly"),
    "quarter": ("на тримесечие", "quarterly"), "year": ("годишно", "yearly"), "once": ("еднократно", "once"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, then a list, then a table: `rows` under `head`; any of them may be empty."""

    code: str
    title: str
    paragraphs: list[str]
    items: list[str]
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class MethodNote:
    """One note in one language."""

    title: str
    subtitle: str
    language: str
    sections: list[Section]


def method_note(snapshot: Snapshot, asked: Filter, language: str) -> MethodNote:
    """The note of a filter; of an empty one, that of the whole snapshot."""
    made = _Note(snapshot, asked, language)
    return MethodNote(
        title=made.word(TITLES["note"]),
        subtitle=str(snapshot.manifest["title"][language]),
        language=language,
        sections=list(made.sections()),
    )


def as_markdown(note: MethodNote) -> str:
    """The note as Markdown (CommonMark with pipe tables)."""
    lines = [f"# {note.title}", "", note.subtitle, ""]
    for section in note.sections:
        lines += [f"## {section.title}", ""]
        for paragraph in section.paragraphs:
            lines += [_escaped(paragraph), ""]
        lines += [f"- {_escaped(item)}" for item in section.items] + ([""] if section.items else [])
        if section.rows:
            lines += [_row(section.head), _row(["---"] * len(section.head)), *map(_row, section.rows), ""]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell if cell == "---" else _escaped(cell).replace("|", "\\|") for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Text of sources must not become markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in " ".join(text.split()))


class _Note:
    def __init__(self, snapshot: Snapshot, asked: Filter, language: str) -> None:
        self.snapshot, self.asked, self.language = snapshot, asked, language
        self.english = language == "en"
        self.method = method(snapshot)
        self.found: Matches = match(snapshot, asked)

    def word(self, pair: Pair) -> str:
        return pair[self.english]

    def number(self, value: float) -> str:
        return f"{value:,.0f}".replace(",", "," if self.english else "\u202f")

    def sections(self) -> Iterator[Section]:
        yield self._section("scope", paragraphs=list(self._scope()))
        yield self._section("dates", items=list(self._dates()))
        yield self._section("population", paragraphs=[self.word(NOTES[name]) for name in
                                                      ("population", "intervals", "unknown", "places")])  # fmt: skip
        linking = self.snapshot.manifest["linking"]
        yield self._section("linking", paragraphs=[self.word(text) for text in linking_texts(linking)],
                            head=LINKING_HEAD, rows=linking_rows(linking, self.language, self.number))  # fmt: skip
        yield self._section("completeness", paragraphs=[self.word(text) for text in said()], head=COVERAGE_HEAD,
                            rows=coverage_rows(self.snapshot, self.language))  # fmt: skip
        yield self._section("published", paragraphs=[self.word(ASIDE)], head=PUBLISHED_HEAD,
                            rows=published_rows(self.snapshot, self.language))  # fmt: skip
        yield self._sources()
        yield self._years()
        yield self._classes()
        yield self._section(
            "rules",
            items=[
                f"{rule.line}. {self.word((rule.title_bg, rule.title_en))}: {self.word((rule.text_bg, rule.text_en))}"
                for rule in RULES.values()
            ],
        )
        yield self._section("suppression", paragraphs=[*map(self.word, SUPPRESSION), *self._left_out()])
        yield self._rates()
        yield self._section(
            "checks",
            items=[str(check["message"][self.language]) for check in self.method.checks if check["passed"]],
        )
        yield self._section("citation", paragraphs=[citation(self.snapshot, self.language)])

    def _section(self, code: str, *, paragraphs: list[str] | None = None, items: list[str] | None = None,
                 head: list[Pair] | None = None, rows: list[list[str]] | None = None) -> Section:  # fmt: skip
        names = [self.word(pair) for pair in head or ()]
        return Section(code, self.word(TITLES[code]), paragraphs or [], items or [], names, rows or [])

    def _left_out(self) -> Iterator[str]:
        left_out = self.snapshot.manifest.get("suppressed", {}).get("organisations", 0)
        if left_out:
            yield self.word(LEFT_OUT).format(count=self.number(left_out))

    def _scope(self) -> Iterator[str]:
        totals = self.found.totals
        yield f"{self.word(('Филтър', 'Filter'))}: {filter_sentence(self.snapshot, self.asked, self.language)}."
        if address(self.asked):
            yield f"{self.word(('Адрес', 'Address'))}: {address(self.asked)}"
        names: dict[str, Pair] = {
            "count": ("съвпадащи организации", "organisations that match"),
            "undecided": ("неопределени", "undecided"), "unknown": ("неизвестни", "unknown"),
            "outdated": ("остарели", "outdated"), "other_currency": ("друга валута", "other currency"),
        }  # fmt: skip
        told = ", ".join(f"{self.word(pair)}: {self.number(totals[name])}" for name, pair in names.items())
        yield f"{told}; {self.word(('от всички', 'of all'))} {self.number(self.method.population)}."

    def _dates(self) -> Iterator[str]:
        made = self.method
        yield f"{self.word(('снимка на данните', 'data snapshot'))}: {made.snapshot}"
        yield f"{self.word(('изградена', 'built'))}: {made.built_at}"
        yield f"{self.word(('най-ново изтеглени данни', 'newest data retrieved'))}: {made.recorded_at_max or '–'}"
        yield f"{self.word(('опорна година', 'reference year'))}: {made.reference_year}"
        window = f"{made.window[0]}–{made.window[1]}"
        yield f"{self.word(('години, които са текущи', 'years that count as current'))}: {window}"

    def _sources(self) -> Section:
        """Sources of the matches, and those that name places and sectors; the others gave nothing to this filter."""
        codes = self.found.frame.codes("source")
        counts = dict(zip(codes.values, codes.counts(self.found.is_match).tolist(), strict=True))
        rows = [
            [source_terms(source, self.language), self.number(counts.get(source["source_id"], 0)),
             str(source.get("version") or "–"), str(source.get("retrieved") or "–"),
             self.word(EVERY[source["every"]]) if source.get("every") in EVERY else "–"]
            for source in self.method.sources
            if counts.get(source["source_id"]) or source.get("reference")
        ]  # fmt: skip
        head: list[Pair] = [("източник, лиценз, посочване", "source, licence, attribution"),
                            ("организации", "organisations"), ("версия", "version"), ("изтеглен", "retrieved"),
                            ("обновява се", "refreshed")]  # fmt: skip
        return self._section("sources", head=head, rows=rows)

    def _years(self) -> Section:
        """For each measure: how many have a figure that sums take, the sum, and the years that it is made of."""
        rows = []
        for measure in MEASURES:
            made = sum_of(self.found.frame, measure, self.found.is_match)
            if not made.organisations:
                continue
            columns = row_parts(self.snapshot, measure, self.asked.year)
            counted = self.found.is_match & ~np.isnan(self.found.frame.middles(measure))
            years, counts = np.unique(columns.year[counted], return_counts=True)
            told = ", ".join(f"{year}: {count}" for year, count in zip(years.tolist(), counts.tolist(), strict=True))
            unit = self.word(("лица", "persons")) if measure == "headcount" else "EUR"
            share = f"{100 * (made.share_known or 0):.1f}".replace(".", "." if self.english else ",")
            rows.append([name_of(measure, self.language), unit, self.number(made.organisations), f"{share} %",
                         self.number(made.left_out), told])  # fmt: skip
        head: list[Pair] = [("показател", "measure"), ("единица", "unit"),
                            ("организации в сбора", "organisations added"), ("дял", "share"),
                            ("извън сбора", "left out"), ("година: организации", "year: organisations")]  # fmt: skip
        text = self.word((
            "Без избрана година всяка организация дава най-новото си число от прозореца; с избрана година се ползва "
            "само тя. Извън сбора са консолидирани числа, отворени интервали и валути без курс.",
            "Without a chosen year each organisation gives its newest figure of the window; with one, that year alone "
            "is used. Left out of sums: consolidated figures, open intervals and currencies without a rate.",
        ))  # fmt: skip
        return self._section("years", paragraphs=[text], head=head, rows=rows)

    def _classes(self) -> Section:
        sizes = ", ".join(self.method.size_classes)
        return self._section("classes", paragraphs=[
            f"{self.word(('Класове по заети (Евростат)', 'Headcount classes (Eurostat)'))}: {sizes}. "
            f"{self.word(NOTES['size_classes'])}",
            self.word((
                "Сектори: КИД-2008 (NACE Rev. 2), до четири цифри; обявен код е пред присвоен. Сегментите са затворен "
                "списък на клъстера.",
                "Sectors: NACE Rev. 2 (KID-2008), down to four digits; a declared code comes before an assigned one. "
                "Segments are a closed list of the cluster.",
            )),
            self.word((
                "Класове на картата: по квантили или равни стъпки, закръглени граници, отпечатани в легендата; "
                "стойност на граница е в горния клас.",
                "Classes of the map: by quantile or by equal steps, with rounded limits that the legend prints; a "
                "value on a limit belongs to the class above.",
            )),
        ])  # fmt: skip

    def _rates(self) -> Section:
        rows = []
        for code, rate in self.method.rates.items():
            if code == "EUR":
                continue
            text = _rate(rate)
            rows.append([code, text if self.english else text.replace(".", ","), str(rate["source"])])
        head: list[Pair] = [("валута", "currency"), ("за едно евро", "for one euro"), ("откъде", "where from")]
        return self._section("rates", head=head, rows=rows)


def _rate(rate: Any) -> str:
    """A currency's rate: one for ever, or one a year."""
    if rate.get("fixed"):
        return str(Decimal(rate["fixed"]))
    return "; ".join(f"{year}: {Decimal(one)}" for year, one in rate["annual"].items())
