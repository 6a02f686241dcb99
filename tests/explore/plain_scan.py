"""A second reading of ARCHITECTURE §9, §7 and §3b line 10: rows of a filter by plain loops over the snapshot's tables.

Shares no code with karta.explore, so that both must err in the same way for an error to pass. Slow, and meant to be.
"""

from __future__ import annotations

from math import floor, inf
from pathlib import Path
from typing import Any

import duckdb

MEASURES = ("headcount", "turnover", "revenue", "profit", "assets")
CLASSES = {"0": (0, 0), "1-9": (1, 9), "10-49": (10, 49), "50-249": (50, 249), "250+": (250, inf)}
WORST_FIRST = ("refused", "unknown", "outdated", "other_currency", "undecided", "match")
Params = dict[str, list[str]]
Row = dict[str, Any]


class PlainScan:
    """The tables of one snapshot folder as lists of dictionaries."""

    def __init__(self, folder: Path) -> None:
        self.organisations = _read(folder / "organisations.parquet")
        self.names: dict[str, list[str]] = {}
        for name in _read(folder / "names.parquet"):
            self.names.setdefault(name["org_id"], []).append(name["search_key"] or "")
        self.winners = {
            (row["org_id"], row["measure"], row["year"]): row
            for row in _read(folder / "figures.parquet")
            if row["is_year_winner"]
        }
        self.section_of = {
            row["code"]: row["parent_code"] for row in _read(folder / "sectors.parquet") if row["level"] == "division"
        }

    def answer(self, params: Params) -> dict[str, list[str]]:
        """State → ids of the rows in it, in the snapshot's order."""
        found: dict[str, list[str]] = {state: [] for state in WORST_FIRST}
        for row in self.organisations:
            states = self._states(row, params)
            worst = next(state for state in WORST_FIRST if state in states or state == "match")
            found[worst].append(row["org_id"])
        return found

    def _states(self, row: Row, params: Params) -> list[str]:
        states = [
            _yes((row["unit_kind"] or "unknown") in params.get("unit_kind", ["legal_unit"])),
            _yes(
                (row["status"] or "unknown") in params["status"]
                if "status" in params
                else row["status"] not in ("deleted", "merged")
            ),
        ]
        for name in ("country", "region", "district", "municipality", "segment", "kind"):
            if name in params:
                states.append(_yes((row[name] or "unknown") in params[name]))
        if "source" in params:
            states.append(_yes(any(source in params["source"] for source in row["source_ids"])))
        if "nace" in params:
            states.append(_yes(any(self._in_sector(row["nace_code"], code) for code in params["nace"])))
        if "founded_min" in params or "founded_max" in params:
            states.append(self._founded(row, params))
        if "completeness_min" in params:
            states.append(_yes((row["completeness"] or 0) >= int(params["completeness_min"][0])))
        if "q" in params:
            words = params["q"][0].lower().split()
            states.append(_yes(any(_has_words(key, words) for key in self.names.get(row["org_id"], []))))
        if "bbox" in params:
            west, south, east, north = (float(end) for end in params["bbox"][0].split(","))
            inside = row["lon"] is not None and west <= row["lon"] <= east and south <= row["lat"] <= north
            states.append(_yes(inside))
        return states + self._figure_states(row, params)

    def _figure_states(self, row: Row, params: Params) -> list[str]:
        year = int(params["year"][0]) if "year" in params else None
        states = []
        for measure in MEASURES:
            if f"{measure}_min" in params or f"{measure}_max" in params:
                low = float(params.get(f"{measure}_min", ["-inf"])[0])
                high = float(params.get(f"{measure}_max", ["inf"])[0])
                state, interval = self._figure(row, measure, year)
                if state == "current":
                    state = _overlap(interval, [(low, high)])
                elif state != "other_currency" and f"{measure}_unknown" in params:
                    state = "match"
                states.append(state)
        if "size_class" in params:
            states.append(self._size_class(row, params["size_class"], year))
        if "result" in params:
            states.append(self._result(row, params["result"], year))
        if "disagreement" in params:
            if year is None:
                states.append(_yes(row["has_disagreement"]))
            else:
                winners = [self.winners.get((row["org_id"], measure, year)) for measure in MEASURES]
                states.append(_yes(any(winner and winner["year_disagreement"] for winner in winners)))
        return states

    def _figure(self, row: Row, measure: str, year: int | None) -> tuple[str, tuple[float, float]]:
        if year is None:
            return row[f"{measure}_state"], (row[f"{measure}_min"], row[f"{measure}_max"])
        winner = self.winners.get((row["org_id"], measure, year))
        if winner is None:
            return "unknown", (0, 0)
        if winner["value_min"] is None:
            return "other_currency", (0, 0)
        return "current", (winner["value_min"], winner["value_max"] if winner["population"] == "all" else inf)

    def _size_class(self, row: Row, codes: list[str], year: int | None) -> str:
        state, interval = self._figure(row, "headcount", year)
        if state in ("unknown", "outdated"):
            return "match" if "unknown" in codes else state
        if state == "other_currency":
            return state
        chosen: list[tuple[float, float]] = []
        for code, (low, high) in CLASSES.items():
            if code in codes and chosen and chosen[-1][1] == low - 1:
                chosen[-1] = (chosen[-1][0], high)
            elif code in codes:
                chosen.append((low, high))
        whole = tuple(floor(end) if abs(end) != inf else end for end in interval)
        return _overlap((whole[0], whole[1]), chosen)

    def _result(self, row: Row, codes: list[str], year: int | None) -> str:
        state, (low, high) = self._figure(row, "profit", year)
        if state in ("unknown", "outdated"):
            return "match" if "unknown" in codes else state
        if codes == ["unknown"]:
            return "refused"
        if state == "other_currency":
            return state
        sign = "loss" if high < 0 else "profit" if low > 0 else "zero" if low == high == 0 else None
        return "undecided" if sign is None else _yes(sign in codes)

    def _founded(self, row: Row, params: Params) -> str:
        if row["founded_year"] is None:
            return "match" if "founded_unknown" in params else "unknown"
        low = float(params.get("founded_min", ["-inf"])[0])
        high = float(params.get("founded_max", ["inf"])[0])
        return _yes(low <= row["founded_year"] <= high)

    def _in_sector(self, nace_code: str | None, asked: str) -> bool:
        if nace_code is None or asked == "unknown":
            return nace_code is None and asked == "unknown"
        if asked.isalpha():
            return self.section_of.get(nace_code[:2]) == asked
        return nace_code.replace(".", "").startswith(asked.replace(".", ""))


def _read(path: Path) -> list[Row]:
    answer = duckdb.sql(f"FROM '{path}'")
    return [dict(zip(answer.columns, record, strict=True)) for record in answer.fetchall()]


def _yes(condition: object) -> str:
    return "match" if condition else "refused"


def _has_words(key: str, words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in key.split()) for word in words)


def _overlap(interval: tuple[float, float], ranges: list[tuple[float, float]]) -> str:
    low, high = interval
    if any(start <= low and high <= end for start, end in ranges):
        return "match"
    return "refused" if all(high < start or low > end for start, end in ranges) else "undecided"
