"""What pages of the room print alike: the list of the queue with its filters, words for refusals, bars of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.explore.search import cards
from karta.portal.curation import decisions, rules
from karta.portal.curation.pair import Evidence, Side
from karta.portal.curation.queue import PARTS, PER_PAGE, STATES, Asked, Found, Queue
from karta.portal.curation.templatetags.curation import decided
from karta.portal.platform.templatetags.karta import in_language, language
from karta.snapshot.reader import Snapshot
from karta.vocab.decisions import PAIRS, Line, moment
from karta.vocab.labels import label

_BANDS = {
    "90": gettext_noop("90% and over"), "70": gettext_noop("70–89%"), "50": gettext_noop("50–69%"),
    "0": gettext_noop("under 50%"),
}  # fmt: skip


def asked_of(params: Mapping[str, Any]) -> Asked:
    """What an address or a form asks of the queue."""
    state = params.get("state", "")
    told = {name: str(params.get(name, ""))[:200].strip() for name in (*PARTS, "q")}
    return Asked(**told, state=state if state in STATES else "open")


def query(asked: Asked, **more: Any) -> str:
    """`?why=…`; empty where nothing is asked."""
    params = asked.params() | {name: value for name, value in more.items() if value}
    return f"?{urlencode(params)}" if params else ""


def titles(snapshot: Snapshot) -> dict[str, str]:
    """Source → its title in the reader's language."""
    return {source["source_id"]: in_language(source["title"]) for source in snapshot.manifest["sources"]}


def listed(snapshot: Snapshot, pairs: Queue, found: Found, asked: Asked, position: int | None) -> dict[str, Any]:
    """The list with its filters; the page on which `position` stands, where it is among those asked for."""
    place = int(np.searchsorted(found.positions, position)) if position is not None else 0
    is_listed = place < len(found.positions) and found.positions[place] == position
    first = place // PER_PAGE * PER_PAGE if is_listed else 0
    page = [pairs.row(int(at)) for at in found.positions[first : first + PER_PAGE]]
    return {
        "asked": asked,
        "query": query(asked),
        "query_more": f"{query(asked)}&" if asked.params() else "?",
        "items": _items(snapshot, pairs, found.positions[first : first + PER_PAGE], page, position),
        "found": len(found.positions),
        "left": found.left,
        "number": place + 1 if is_listed else None,
        "before": _neighbour(pairs, found, place - 1) if is_listed else None,
        "after": _neighbour(pairs, found, place + 1) if is_listed else None,
        "page": first // PER_PAGE + 1,
        "pages": max(1, -(-len(found.positions) // PER_PAGE)),
        "filters": _filters(snapshot, found, asked),
        "is_filtered": bool(asked.params()),
        "total": pairs.count,
        **progress(),
        "section": "team", "team": "curation", "tab": "queue",
    }  # fmt: skip


def progress() -> dict[str, Any]:
    """What was decided today, what waits for the next build, and the last decision that can be undone."""
    said, read_to = decisions.read(), decisions.read_by_builds()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = 0
    for line in reversed(said.kept):
        if moment(line) < midnight:
            break
        today += line["decision"] in PAIRS
    last = next((line for line in reversed(said.kept) if line["decision"] in PAIRS), None)
    if last is not None and said.is_read(last, read_to):
        last = None
    return {"today": today, "waiting": len(said.waiting(read_to)), "last": last and told(last), "bad_lines": said.bad}


def told(line: Line) -> dict[str, Any]:
    """A decision as pages print it."""
    name = line.get("batch") or line["id"]
    return {"line": line, "name": name, "at": moment(line), "word": decided(line["decision"])}


def earlier(sides: tuple[Side, Side]) -> list[dict[str, Any]]:
    """Decisions that stand on these two organisations, the latest first."""
    said, read_to = decisions.read(), decisions.read_by_builds()
    ids, records = {side.org_id for side in sides}, [set(side.records) for side in sides]
    found = []
    for line in said.pairs:
        ends = [(line[side]["source_id"], line[side]["record_id"]) for side in ("left", "right")]
        by_record = any(one in records[a] and other in records[1 - a] for a in (0, 1) for one, other in [ends])
        if by_record or {line.get("left_org_id"), line.get("right_org_id")} == ids:
            found.append(told(line) | {"is_read": said.is_read(line, read_to)})
    return found[::-1]


def earlier_within(side: Side) -> list[dict[str, Any]]:
    """Decisions that stand and that name a record of this organisation, the latest first, one of each batch."""
    said, read_to, own = decisions.read(), decisions.read_by_builds(), set(side.records)
    found = {}
    for line in said.pairs:
        if {(line[one]["source_id"], line[one]["record_id"]) for one in ("left", "right")} & own:
            found[line.get("batch") or line["id"]] = told(line) | {"is_read": said.is_read(line, read_to)}
    return list(found.values())[::-1]


def refusal(found: rules.Refusal, snapshot: Snapshot) -> str:
    """Why something cannot be decided, and what can be done."""
    about = ", ".join(found.about)
    if found.why == "one_source":
        about = ", ".join(titles(snapshot).get(one, one) for one in found.about)
    words = {
        "eik": _(
            "They bear different valid register numbers (%(about)s): two different ЕИК are never joined. "
            "If one of the numbers is wrong, propose a correction of it first."
        ),
        "one_source": _(
            "Both stand in one list in which every row is an organisation of its own (%(about)s): "
            "rows of it are never joined."
        ),
        "register_id": _(
            "Records that bear one valid register number (%(about)s) are one organisation and cannot be parted."
        ),
        "empty": _("Tick the records that are another organisation."),
        "everything": _("At least one record has to stay."),
        "too_many": _("These are too many records for one decision. Part them in several steps."),
    }  # fmt: skip
    return words[found.why] % {"about": about}


def bars(found: Evidence) -> list[dict[str, Any]]:
    """Weights as bars to the right (for) and to the left (against) of the middle, in hundredths of the width."""
    most = max((abs(weight) for _words, weight in found.weights), default=1.0)
    made = []
    for words, weight in found.weights:
        width = round(abs(weight) / most * 48, 1)
        made.append({"words": words, "weight": f"{weight:+.1f}".replace("-", "−"), "width": width,
                     "x": 50 if weight > 0 else round(50 - width, 1), "is_for": weight > 0})  # fmt: skip
    return made


def _items(
    snapshot: Snapshot, pairs: Queue, positions: Any, page: list[dict[str, Any]], position: int | None
) -> list[dict[str, Any]]:
    """Rows of the list: both names, why they wait, how likely they are one."""
    sides = [[int(side[at]) for at in positions] for side in pairs.sides]
    if not len(positions):
        return []
    named = {row: card for rows in sides for row, card in zip(rows, cards(snapshot, rows), strict=True)}
    made = []
    for at, candidate, left, right in zip(positions, page, *sides, strict=True):
        made.append({
            "left": candidate["left_org_id"], "right": candidate["right_org_id"],
            "left_name": _name(named[left]), "right_name": _name(named[right]),
            "reason": label("candidate_reason", candidate["reason"], language()) or candidate["reason"],
            "score": candidate["score"], "is_open": at == position,
        })  # fmt: skip
    return made


def _name(card: dict[str, str | None]) -> str:
    return in_language({"bg": card["name_bg"], "en": card["name_en"]}) or str(card["org_id"])


def _neighbour(pairs: Queue, found: Found, place: int) -> dict[str, Any] | None:
    return pairs.row(int(found.positions[place])) if 0 <= place < len(found.positions) else None


def _filters(snapshot: Snapshot, found: Found, asked: Asked) -> list[dict[str, Any]]:
    """Choices of each filter with how many pairs they would leave."""
    named, spoken = titles(snapshot), language()
    districts = label_of(snapshot, frame(snapshot), "district")
    at = 0 if spoken == "bg" else 1
    words = {
        "why": lambda code: label("candidate_reason", code, spoken) or code,
        "band": lambda code: _(_BANDS[code]),
        "source": lambda code: named.get(code, code),
        "place": lambda code: (districts(code) or (code, code))[at] or code,
    }
    heads = {"why": _("Why it waits"), "band": _("Probability"), "source": _("Source"), "place": _("District")}
    return [
        {"name": part, "label": heads[part], "chosen": getattr(asked, part), "choices": [
            {"code": code, "word": words[part](code), "count": number}
            for code, number in found.counts[part].items() if number or code == getattr(asked, part)
        ]}
        for part in PARTS
    ]  # fmt: skip
