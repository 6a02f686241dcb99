"""Small pictures for the shipped news, drawn here: a calendar sheet, a network, dots of a goal. PNG, 1200 × 630."""

from __future__ import annotations

import calendar
import io
import math
from datetime import date
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
PAPER, INK, QUIET, ACCENT, SOFT = "#ffffff", "#12211f", "#566661", "#0b6657", "#dcefe9"
BLUES = ("#bfe0cb", "#8cc8b8", "#52a6a2", "#277f88", "#10536b")


def draw(said: dict[str, Any]) -> bytes:
    """The PNG of one drawing: {"draw": calendar | network | goal, …}. Errors: KeyError for another one."""
    picture = Image.new("RGB", SIZE, PAPER)
    _DRAWERS[said["draw"]](ImageDraw.Draw(picture), said)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _calendar(pen: ImageDraw.ImageDraw, said: dict[str, Any]) -> None:
    """A month as weeks from Monday; its `days` stand on the accent."""
    year, month = (int(part) for part in said["months"][0].split("-"))
    marked = {date.fromisoformat(day).day for day in said["days"]}
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    wide, high = 130, 500 // len(weeks)
    left, top = (SIZE[0] - 7 * wide) // 2, 80
    font = ImageFont.load_default(40)
    for row, week in enumerate(weeks):
        for column, number in enumerate(week):
            x, y = left + column * wide, top + row * high
            if number in marked:
                pen.rounded_rectangle((x + 4, y + 4, x + wide - 4, y + high - 4), 10, fill=ACCENT)
            elif number:
                pen.rounded_rectangle((x + 4, y + 4, x + wide - 4, y + high - 4), 10, fill=SOFT)
            if number:
                ink = PAPER if number in marked else INK
                pen.text((x + wide / 2, y + high / 2), str(number), ink, font, anchor="mm")


def _network(pen: ImageDraw.ImageDraw, said: dict[str, Any]) -> None:
    """`dots` around one, on three rings, each joined to it."""
    middle = (SIZE[0] / 2, SIZE[1] / 2)
    count = said["dots"] - 1
    places = []
    for number in range(count):
        ring, turn = number % 3, 2 * math.pi * number / count
        far = 150 + 60 * ring
        places.append((middle[0] + 1.7 * far * math.cos(turn), middle[1] + far * math.sin(turn)))
    for x, y in places:
        pen.line((*middle, x, y), fill=BLUES[0], width=4)
    for number, (x, y) in enumerate(places):
        _dot(pen, x, y, 18, BLUES[1 + number % 4])
    _dot(pen, *middle, 40, ACCENT)


def _goal(pen: ImageDraw.ImageDraw, said: dict[str, Any]) -> None:
    """`dots` in rows of twenty-five, as the first page counts them."""
    in_a_row, step = 25, 44
    rows = math.ceil(said["dots"] / in_a_row)
    left, top = (SIZE[0] - step * (in_a_row - 1)) / 2, (SIZE[1] - 110 * (rows - 1)) / 2
    for number in range(said["dots"]):
        row, column = divmod(number, in_a_row)
        _dot(pen, left + step * column, top + 110 * row, 17, BLUES[(row + column) % 5])


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


_DRAWERS = {"calendar": _calendar, "network": _network, "goal": _goal}
