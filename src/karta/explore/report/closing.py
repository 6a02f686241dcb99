"""The parts of a report that say how far its numbers go: gaps, method, sources, citation."""

from __future__ import annotations

from typing import Any

from karta.explore.citation import citation, source_terms
from karta.explore.report.content import Content
from karta.explore.report.document import Block, Cell, Column, Note, Notes, Paragraph, Row, Section, Table
from karta.explore.report.words import Words
from karta.explore.sentence import name_of

STATES = ("count", "undecided", "unknown", "outdated", "other_currency", "all")
MISSING = ("undecided", "unknown", "outdated", "other_currency")


def gaps(found: Content, words: Words) -> Section:
    """What the filter leaves aside and why, and how much of the map is known at all."""
    totals = found.facets.totals
    rows = [Row([Cell(words(f"total_{state}")), Cell(words.count(totals[state]))]) for state in STATES]
    blocks: list[Block] = [
        Paragraph(words("gaps_text")),
        Table(words("totals_table"), [Column(words("state"), "text"), Column(words("count"))], rows),
    ]
    for part, missing in found.facets.missing.items():
        told = [Row([Cell(words(f"total_{state}")), Cell(words.count(missing.get(state, 0)))]) for state in MISSING]
        title = f"{words('totals_table')}: {name_of(part, words.language)}"
        blocks.append(Table(title, [Column(words("state"), "text"), Column(words("count"))], told))
    blocks.append(_coverage(found, words))
    return Section("gaps", words("gaps"), blocks)


def _coverage(found: Content, words: Words) -> Table:
    rows = [
        Row([
            Cell(words.measure(one["measure"])), Cell(words.count(one["organisations"])),
            Cell(words.percent(one["share"], 1)), Cell(share=one["share"], tone="bar"),
        ])
        for one in found.method.measures
    ]  # fmt: skip
    columns = [Column(words("measure"), "text"), Column(words("with_measure")), Column(words("coverage_share")),
               Column(words("bar_of_count"), "bar")]  # fmt: skip
    return Table(words("coverage_table"), columns, rows)


def method(found: Content, words: Words, address: str) -> Section:
    """Rules and notes of the snapshot's own method page."""
    notes = [Note(words(f"note_{name}"), words.pick(pair)) for name, pair in found.method.notes.items()]
    notes.append(Note(words("note_rates"), words("rates_text")))
    rules = [
        Note(words("rule", line=rule.line, title=words.pick((rule.title_bg, rule.title_en))),
             words.pick((rule.text_bg, rule.text_en)))
        for rule in found.method.rules
    ]  # fmt: skip
    return Section("method", words("method"), [
        Paragraph(words("method_text", address=address)), Notes(notes), Notes(rules, words("rules")),
    ])  # fmt: skip


def sources(found: Content, words: Words, address: str) -> Section:
    """Sources with their licences, how to cite, and where the same numbers are to be had."""
    listed = [_source(source, count, words) for source, count in found.sources]
    snapshot = found.snapshot
    ways = [
        Note(words("cite"), citation(snapshot, words.language) + "."),
        Note(words("same_view"), "", address),
        Note(words("snapshot_name"), words("snapshot_text", name=snapshot.name,
                                          day=words.day(snapshot.manifest["built_at"]))),
    ]  # fmt: skip
    return Section("sources", words("sources"), [Paragraph(words("sources_text")), Notes(listed), Notes(ways)])


def _source(source: dict[str, Any], count: int, words: Words) -> Note:
    terms = source_terms(source, words.language).removeprefix(source["title"][words.language]).removeprefix("; ")
    day = words.day(str(source.get("retrieved") or ""))
    said = (
        words("source_said", organisations=words.organisations(count), day=day, terms=terms)
        if count
        else words("source_reference", day=day, terms=terms)
    )
    return Note(source["title"][words.language], said)
