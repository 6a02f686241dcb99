"""Relations as a picture: nodes with names, a line style and a word for each kind of relation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from karta.explore.charts.network import Edge, Network, Node, all_edges
from karta.explore.filters import Filter
from karta.portal.explorer.charts_page.layout import Place, along, layout, shortened
from karta.portal.explorer.charts_page.tables import Cell, Column, Row, Table, Value
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import RELATIONS
from karta.vocab.labels import label

WIDTH = 1060.0
NAME_LETTERS = 28
SHOWN_ROWS = 200
COLUMNS = ("id", "name", "relation", "target_id", "target_name", "source_id", "note", "claim_id")


@dataclass(frozen=True, slots=True)
class DrawnNode:
    key: str
    x: float
    y: float
    radius: float
    css: str
    name: str
    name_x: float
    name_y: float
    anchor: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A line from who has the relation to whom it is with; the arrow stands at `arrow` and points along the line."""

    path: str
    css: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    nodes: list[DrawnNode]
    edges: list[DrawnEdge]
    kinds: list[tuple[str, str, int]]  # code, word, number of lines
    has_outside: bool
    height: float
    width: float = WIDTH


def picture(made: Network, language: str) -> Picture | None:
    """The picture; None without relations."""
    if not made.edges:
        return None
    lines = dict.fromkeys((edge.source, edge.relation, edge.target) for edge in made.edges)
    nodes = {node.key: node for node in made.nodes}
    places, height = layout(nodes, ((source, target) for source, _relation, target in lines), WIDTH)
    degrees = {key: sum(key in (source, target) for source, _relation, target in lines) for key in nodes}
    return Picture(
        nodes=[_node(node, places[node.key], degrees[node.key], language) for node in _in_reading_order(made, places)],
        edges=[
            DrawnEdge(
                _line(places[source], places[target]),
                relation,
                f"{name_of(nodes[source], language)}: {word(relation, language)} {name_of(nodes[target], language)}",
            )
            for source, relation, target in lines
        ],
        kinds=[
            (relation, word(relation, language), count)
            for relation in RELATIONS
            if (count := sum(relation == kind for _source, kind, _target in lines))
        ],
        has_outside=any(not node.is_match for node in made.nodes),
        height=height,
    )


def _in_reading_order(made: Network, places: dict[str, Place]) -> list[Node]:
    """Nodes as the keyboard meets them: from the top down, then from the left."""
    return sorted(made.nodes, key=lambda node: (places[node.key].y, places[node.key].x))


def _node(node: Node, place: Place, degree: int, language: str) -> DrawnNode:
    name = name_of(node, language)
    radius = min(4.0 + 0.7 * (degree - 1) ** 0.5 * 2, 11.0)
    shown = name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1].rstrip()}…"
    x, y, anchor = {
        "left": (place.x - radius - 5, place.y + 4, "end"),
        "right": (place.x + radius + 5, place.y + 4, "start"),
        "above": (place.x, place.y - radius - 6, "middle"),
    }[place.side]
    kind = "" if node.unit_kind in (None, "legal_unit") else f", {label('unit_kind', str(node.unit_kind), language)}"
    outside = "" if node.is_match else f", {_('outside the filter')}"
    return DrawnNode(
        key=node.key,
        x=place.x,
        y=place.y,
        radius=round(radius, 1),
        css="in" if node.is_match else "out",
        name=shown,
        name_x=round(x, 1),
        name_y=round(y, 1),
        anchor=anchor,
        text=f"{name}{kind}{outside}",
        address=reverse("explorer:organisation", args=[node.org_id]) if node.org_id else "",
    )


def _line(a: Place, b: Place) -> str:
    """Through a point nearer to its beginning, where the arrow stands: at a hub the ends would hide each other."""
    x, y = along(a, b, 0.38)
    end_x, end_y = shortened(a, b, 9)
    return f"M{a.x} {a.y}L{x} {y}L{end_x} {end_y}"


def name_of(node: Node, language: str) -> str:
    """The reader's name of a node; the other language's where theirs is missing."""
    return (node.name_bg if language == "bg" else node.name_en) or node.name_bg or node.name_en or node.key


def word(relation: str, language: str) -> str:
    """A relation in words: "member of"."""
    return label("relation", relation, language) or relation


def network_table(made: Network, language: str, titles: dict[str, str]) -> Table:
    """Every relation that is drawn, with the source that says so. `titles`: source_id → its title."""
    nodes = {node.key: node for node in made.nodes}
    heads = {
        "name": _("Organisation"), "relation": _("Relation"), "target_name": _("With"), "source_id": _("Source"),
        "note": _("Note"),
    }  # fmt: skip
    shown = made.edges[:SHOWN_ROWS]
    has_notes = any(edge.note for edge in shown)
    if not has_notes:
        heads["note"] = ""
    names = COLUMNS[1:]  # the page begins with the name
    return Table(
        caption=_("Relations, each with its source"),
        columns=[Column(name, heads.get(name, ""), is_number=False) for name in names],
        rows=[_row(edge, nodes, language, titles) for edge in shown],
        more=made.relations - len(shown),
    )


def _row(edge: Edge, nodes: dict[str, Node], language: str, titles: dict[str, str]) -> Row:
    source, target = nodes[edge.source], nodes[edge.target]
    return Row(
        _name_cell(source, language),
        [
            Cell(word(edge.relation, language), edge.relation),
            Cell("", target.org_id),
            _name_cell(target, language),
            Cell(titles.get(edge.source_id, edge.source_id), edge.source_id, _source_address(edge.source_id, titles)),
            Cell(edge.note or "", edge.note),
            Cell("", edge.claim_id),
        ],
    )


def _source_address(source_id: str, titles: dict[str, str]) -> str:
    return reverse("explorer:source", args=[source_id]) if source_id in titles else ""


def _name_cell(node: Node, language: str) -> Cell:
    address = reverse("explorer:organisation", args=[node.org_id]) if node.org_id else ""
    return Cell(name_of(node, language), name_of(node, language), address)


def edge_records(snapshot: Snapshot, asked: Filter, language: str) -> Iterator[list[Value]]:
    """Every relation of the filter under COLUMNS, however many."""
    for source, edge, target in all_edges(snapshot, asked):
        yield [
            source.org_id, name_of(source, language), edge.relation, target.org_id, name_of(target, language),
            edge.source_id, edge.note, edge.claim_id,
        ]  # fmt: skip
