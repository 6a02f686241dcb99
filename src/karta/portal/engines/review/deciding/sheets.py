"""Scores as a spreadsheet. Texts are written as texts: what begins like a formula is none."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from karta.portal.engines.review.deciding.queries import Board


def score_sheet(board: Board, language: str) -> bytes:
    """A workbook: the ranking, every review, severities. Jurors stand by their numbers, entries by their codes."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for title, rows in (
        (_("Ranking"), _ranking(board, language)),
        (_("Reviews"), _reviews(board, language)),
        (_("Severity"), _severity(board)),
    ):
        page = book.add_worksheet(title)
        page.freeze_panes(1, 1)
        page.set_column(0, len(rows[0]) - 1, 14)
        for at, row in enumerate(rows):
            _write(page, at, row, head if at == 0 else None)
    book.close()
    return held.getvalue()


def _write(page: Any, at: int, row: list[Any], style: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int | float):
            page.write_number(at, column, value, style)
        elif value is not None:
            page.write_string(at, column, str(value)[:32000], style)


def _ranking(board: Board, language: str) -> list[list[Any]]:
    named = [one.name[language] for one in board.criteria]
    head = [_("Code"), _("Title"), _("Place"), _("Tie rule"), _("Score as given, of 100"),
            _("Score without severity, of 100"), *named, _("Reviews"), _("Votes for"), _("Votes against")]  # fmt: skip
    return [head] + [
        [row.entry.code, row.entry.title, row.place, row.rule, row.raw, row.normalised,
         *(row.criteria.get(one.code) for one in board.criteria), len(row.reviews), row.votes["yes"], row.votes["no"]]
        for row in board.rows
    ]  # fmt: skip


def _reviews(board: Board, language: str) -> list[list[Any]]:
    head = [_("Code"), _("Juror"), *(one.name[language] for one in board.criteria), _("Verdict"), _("Reasons"),
            _("For the applicant")]  # fmt: skip
    return [head] + [
        [row.entry.code, one.assignment.juror.number, *(one.points[of.code] for of in board.criteria),
         one.get_verdict_display(), one.reasons, one.for_applicant]
        for row in board.rows for one in row.reviews
    ]  # fmt: skip


def _severity(board: Board) -> list[list[Any]]:
    head = [_("Juror"), _("Severity, points of 100"), _("Standard error"), _("Reviews")]
    return [head] + [
        [board.numbers[one.juror], one.effect, one.error, one.reviews] for one in board.fit.severities
    ]  # fmt: skip
