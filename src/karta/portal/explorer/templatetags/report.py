"""`{% load report %}`: pieces of the report's blocks."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from karta.explore.report.document import Cell, Column, Picture, Row

register = template.Library()


@register.filter
def beside(row: Row, columns: list[Column]) -> list[tuple[Column, Cell, bool]]:
    """Each cell of a row with its column, and whether it names the row: the first column of words does."""
    head = next((i for i, column in enumerate(columns) if column.kind == "text"), None)
    return [(column, cell, i == head) for i, (column, cell) in enumerate(zip(columns, row.cells, strict=True))]


@register.filter
def bar_length(cell: Cell) -> str:
    """Of 100: as long as its share; the whole of what is unknown; a hair for what is not nothing."""
    if cell.share is None:
        return "100" if cell.is_unknown else "0"
    return f"{max(cell.share * 100, 0.6 if cell.share else 0):.1f}"


@register.filter
def drawn(picture: Picture) -> SafeString:
    """The drawing itself: made by karta.explore.report.svg, which escapes every word in it."""
    return mark_safe(picture.svg)  # noqa: S308 - our own drawing, its words escaped
