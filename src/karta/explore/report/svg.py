"""Ink and paper of the drawings: the light colours of the design, and small pieces of SVG.

Presentation attributes only: a page may not style inline, and the PDF reads no style sheet.
"""

from __future__ import annotations

from html import escape

INK, INK_2, LINE, LINE_STRONG, PAPER = "#12211f", "#3f504c", "#d3dcd9", "#75847f", "#ffffff"
QUIET, LAND, BORDER = "#eaefed", "#edefea", "#c3cac4"
BAR, GHOST, OUTSIDE, STIPPLE = "#277f88", "#cfdcd9", "#a9bcb7", "#6d7d78"
TONES = {
    "seq-1": "#e6f2e3", "seq-2": "#bfe0cb", "seq-3": "#8cc8b8", "seq-4": "#52a6a2", "seq-5": "#277f88",
    "seq-6": "#10536b",
    "div-1": "#8f3f0c", "div-2": "#c97a3d", "div-3": "#ebc49b", "div-4": "#efeee9", "div-5": "#b0cde0",
    "div-6": "#5b94bf", "div-7": "#1d527f",
    "bar": BAR, "ghost": GHOST, "out": OUTSIDE, "loss": "#c97a3d", "profit": "#5b94bf", "empty": PAPER,
}  # fmt: skip


def drawing(width: float, height: float, parts: list[str], alt: str) -> str:
    """A whole SVG picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(alt)}" font-family="Noto Sans">{"".join(parts)}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, *, edge: str = "") -> str:
    line = f' stroke="{edge}" stroke-width=".6"' if edge else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{fill}"{line}/>'
    )


def text(
    x: float, y: float, said: str, size: float = 9, *, anchor: str = "start", colour: str = INK_2, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(said)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, *, colour: str = LINE_STRONG, width: float = 0.8) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="{width:g}" fill="none"/>'


def stipple(name: str) -> str:
    """The pattern of what is unknown; `name` must be the only one on its page."""
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" '
        f'fill="#f4f6f5"/><circle cx="1.2" cy="1.2" r=".85" fill="{STIPPLE}"/><circle cx="3.7" cy="3.7" r=".85" '
        f'fill="{STIPPLE}"/></pattern></defs>'
    )
