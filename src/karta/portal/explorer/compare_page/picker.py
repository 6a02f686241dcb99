"""What may be put into a comparison, and under which name it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.explore.compare import KINDS, MOST
from karta.explore.filters import Filter
from karta.explore.groups import segments
from karta.explore.labels import REV_2, label_of
from karta.explore.matches import match
from karta.explore.search import suggest
from karta.portal.explorer.compare_page.state import State
from karta.snapshot.reader import Snapshot

KIND_NAMES = {
    "region": _("Planning regions"),
    "district": _("Districts"),
    "municipality": _("Municipalities"),
    "settlement": _("Settlements"),
    "segment": _("Segments"),
    "nace": _("Sectors (NACE)"),
    "organisation": _("Organisations"),
}
FOUND_MOST = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of the picker. `count`: its organisations in the map's population."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation that a typed text may mean, with the address that adds it."""

    name: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class Picker:
    """`options`: what a list offers; `found`: organisations for the typed text; `kinds`: links to start with."""

    kinds: list[tuple[str, str, bool]]  # name, address, is chosen
    options: list[Option]
    found: list[Found]
    carried: list[tuple[str, str]]
    is_full: bool
    is_typed: bool


def picker(snapshot: Snapshot, state: State, language: str) -> Picker:
    """The choices that are not compared yet; codes without organisations are offered too, with their 0."""
    is_typed = state.kind == "organisation"
    has_places = bool(snapshot.manifest["has_places"])
    offered = [kind for kind in KINDS if has_places or kind not in ("region", "district", "municipality", "settlement")]
    bare = State(asked=state.asked, kind="", codes=(), measure=state.measure)
    kinds = [
        (str(KIND_NAMES[kind]), State(asked=bare.asked, kind=kind, codes=(), measure=bare.measure).address(),
         kind == state.kind)
        for kind in offered
    ]  # fmt: skip
    is_full = len(state.codes) >= MOST
    return Picker(
        kinds=kinds,
        options=[] if is_typed or is_full or not state.kind else _options(snapshot, state, language),
        found=_found(snapshot, state, language) if is_typed and state.text and not is_full else [],
        carried=state.params(),
        is_full=is_full,
        is_typed=is_typed,
    )


def _options(snapshot: Snapshot, state: State, language: str) -> list[Option]:
    everyone = match(snapshot, Filter())
    level = _level(snapshot, state)
    column = {"settlement": "place", "nace": level}.get(state.kind, state.kind)
    codes = everyone.frame.codes(column)
    counted = dict(zip(codes.values, codes.counts(everyone.is_match).tolist(), strict=True))
    every = _codes(snapshot, state.kind, level, counted)
    labelled = label_of(snapshot, everyone.frame, "ekatte" if column == "place" else column)
    at = 0 if language == "bg" else 1
    options = [Option(code, labelled(code)[at], counted.get(code, 0)) for code in every if code not in state.codes]
    if state.kind == "nace":
        return options
    return sorted(options, key=lambda one: (one.code == "unknown", one.name))


def _level(snapshot: Snapshot, state: State) -> str:
    """Sectors are compared within one level: that of the first chosen one, else divisions."""
    if state.kind != "nace" or not state.codes or state.codes[0] == "unknown":
        return "division"
    sql = f"SELECT level FROM sectors WHERE code = ? AND {REV_2}"
    row = snapshot.connection().execute(sql, [state.codes[0].upper()]).fetchone()
    return str(row[0]) if row else "division"


def _codes(snapshot: Snapshot, kind: str, level: str, counted: dict[str, int]) -> list[str]:
    """Every code of a kind; of settlements only those with organisations: there are five thousand."""
    if kind == "segment":
        return [*segments(snapshot), "unknown"]
    if kind == "nace":
        sql, value = f"SELECT code FROM sectors WHERE level = ? AND {REV_2} ORDER BY code", level
    else:
        sql, value = "SELECT place_code FROM places WHERE level = ? ORDER BY place_code", kind
    codes = [str(code) for (code,) in snapshot.connection().execute(sql, [value]).fetchall()]
    return [code for code in codes if counted.get(code)] if kind == "settlement" else [*codes, "unknown"]


def _found(snapshot: Snapshot, state: State, language: str) -> list[Found]:
    first, second = ("bg", "en") if language == "bg" else ("en", "bg")

    def text(one: Any, name: str) -> str:
        return getattr(one, f"{name}_{first}") or getattr(one, f"{name}_{second}") or ""

    return [
        Found(text(one, "name") or one.org_id, " · ".join(filter(None, (text(one, "place"), one.eik))),
              state.added(one.org_id))
        for one in suggest(snapshot, state.text, FOUND_MOST)
        if one.org_id not in state.codes
    ]  # fmt: skip
