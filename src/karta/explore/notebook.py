"""A selection as a notebook shows it: the counter, the first rows, how to quote it. Safe for any text in the data."""

from __future__ import annotations

from html import escape

from karta.explore.citation import citation
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.rows import Figure, organisations
from karta.explore.sentence import filter_sentence, name_of
from karta.snapshot.reader import Snapshot

FIRST = 10
SHOWN = ("headcount", "revenue")


def html_of(snapshot: Snapshot, asked: Filter) -> str:
    """A table of the first ten matches between the counter and the citation."""
    totals = match(snapshot, asked).totals
    counted = [f"<b>{totals['count']:,}</b> organisations"]
    counted += [f"{totals[name]:,} {name.replace('_', ' ')}" for name in totals if name != "count" and totals[name]]
    heads = "".join(f"<th>{escape(name_of(name, 'en'))}</th>" for name in SHOWN)
    rows = [
        f"<tr><td>{escape(row.attributes['name_en'] or row.attributes['name_bg'] or row.org_id)}</td>"
        f"<td>{escape(row.labels['district'][1] if 'district' in row.labels else '')}</td>"
        + "".join(f"<td>{_printed(row.measures[name])}</td>" for name in SHOWN)
        + "</tr>"
        for row in organisations(snapshot, asked, limit=FIRST).items
    ]
    more = f"<p>… and {totals['count'] - FIRST:,} more</p>" if totals["count"] > FIRST else ""
    return (
        f"<p>{', '.join(counted)}: {escape(filter_sentence(snapshot, asked, 'en'))}</p>"
        f"<table><thead><tr><th>name</th><th>district</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"{more}<p><small>{escape(citation(snapshot, 'en'))}</small></p>"
    )


def _printed(figure: Figure) -> str:
    if figure.value is None:
        return "" if figure.state == "unknown" else escape(figure.state.replace("_", " "))
    sign = "≥ " if figure.max is None else "≤ " if figure.min is None else ""
    return f"{sign}{figure.value:,.0f} ({figure.year}{'' if figure.state == 'current' else ', outdated'})"
