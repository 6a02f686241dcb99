"""The parts of a report that name organisations: the largest, their relations, and where sources disagree."""

from __future__ import annotations

from karta.explore.report.content import Content, Disagreement
from karta.explore.report.document import Block, Cell, Column, Paragraph, Row, Section, Table
from karta.explore.report.words import NO_VALUE, Words
from karta.explore.rows import Figure, OrganisationRow
from karta.vocab.labels import label

MOST_RELATIONS = 60


def largest(found: Content, words: Words) -> Section:
    """The first organisations by the measure, each figure with its year and its marks."""
    measures = list(
        dict.fromkeys((found.measure, "headcount" if found.measure != "headcount" else "revenue", "profit"))
    )
    rows = [
        Row([Cell(str(i)), _named(row, words), *(_figure(row, measure, words) for measure in measures)])
        for i, row in enumerate(found.largest, start=1)
    ]
    columns = [Column("№" if words.language == "bg" else "No."), Column(words("name"), "text")]
    columns += [Column(words.measure(measure)) for measure in measures]
    text = words("largest_text", n=words.count(len(rows)), measure=words.measure(found.measure))
    table = Table(words("largest"), columns, rows, words("largest_note"))
    return Section("largest", words("largest"), [Paragraph(text), table])


def _named(row: OrganisationRow, words: Words) -> Cell:
    about = [words.of_row(row, "segment", "nace", "kind"), words.of_row(row, "ekatte", "municipality", "district")]
    return Cell(words.name(row), note=words.list(about))


def _figure(row: OrganisationRow, measure: str, words: Words) -> Cell:
    figure: Figure = row.measures[measure]
    if figure.state not in ("current", "outdated"):
        return Cell(words("unknown"), is_unknown=True)
    marks = [str(figure.year or ""), "†" if figure.state == "outdated" else "", "≠" if figure.disagreement else "",
             words("group_mark") if figure.statement == "consolidated" else ""]  # fmt: skip
    return Cell(words.figure(measure, figure), note=" ".join(mark for mark in marks if mark))


def relations(found: Content, words: Words) -> Section | None:
    """Who is related to whom; None where no source relates a match to anybody."""
    net = found.relations
    if not net.relations:
        return None
    nodes = {node.key: node for node in net.nodes}
    rows = []
    for edge in net.edges[:MOST_RELATIONS]:
        ends = [nodes[key] for key in (edge.source, edge.target)]
        first, second = (words.pick((node.name_bg, node.name_en)) or NO_VALUE for node in ends)
        relation = label("relation", edge.relation, words.language) or edge.relation
        rows.append(Row([Cell(first), Cell(relation), Cell(second, note=edge.note or "")]))
    columns = [Column(words(name), "text") for name in ("name", "relation", "other_end")]
    text = words("relations_text", n=words.count(net.organisations), relations=words.count(net.relations))
    rest = net.relations - len(rows)
    note = words("relations_rest", n=words.count(rest)) if rest else ""
    blocks: list[Block] = [Paragraph(text), Table(words("relation_table"), columns, rows, note)]
    return Section("relations", words("relations"), blocks)


def disagreements(found: Content, words: Words) -> Section:
    """Shown figures that another source contradicts, both with their sources."""
    if not found.disagreeing:
        return Section("disagreements", words("disagreements"), [Paragraph(words("disagreements_none"))])
    text = words("disagreements_text", n=words.organisations(found.disagreeing))
    blocks: list[Block] = [Paragraph(text)]
    if found.disagreements:
        shown = {one.organisation.org_id for one in found.disagreements}
        columns = [Column(words(name), "text") for name in ("name", "what_year", "shown", "others")]
        rows = [_disagreement(one, words) for one in found.disagreements]
        note = words("disagreements_first", n=words.organisations(len(shown))) if len(shown) < found.disagreeing else ""
        blocks.append(Table(words("disagreements_table"), columns, rows, note))
    return Section("disagreements", words("disagreements"), blocks)


def _disagreement(one: Disagreement, words: Words) -> Row:
    return Row([
        Cell(words.name(one.organisation)), Cell(f"{words.measure(one.measure)}, {one.shown.year}"),
        Cell(words.claim(one.shown)), Cell("; ".join(words.claim(claim) for claim in one.others)),
    ])  # fmt: skip
