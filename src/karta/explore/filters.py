"""What a reader of the map asks for: one final `Filter`, the same for map, list, export, API and command line.

The words are those of ARCHITECTURE §9. A value that makes no sense is an error with its parameter and both languages,
never silently left out: a filter that is not applied is a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from karta.snapshot.schema import MEASURES
from karta.vocab.size import SIZE_CLASSES, parse_size_class

RESULTS = ("profit", "loss", "zero", "unknown")
UNIT_KINDS = ("legal_unit", "part", "group", "project", "placeholder", "unknown")
STATUSES = ("active", "in_liquidation", "insolvent", "deleted", "merged", "unknown")
CLOSED_LISTS = {"result": RESULTS, "unit_kind": UNIT_KINDS, "status": STATUSES}
PLACE_CODES = ("country", "region", "district", "municipality")
CODED = (*PLACE_CODES, "nace", "segment", "kind", "unit_kind", "status", "size_class", "result", "source", "id")
RANGES = (*MEASURES, "founded")  # parameters <name>_min, <name>_max, <name>_unknown
PARTS = (*CODED, *RANGES, "disagreement", "completeness", "q", "bbox")  # what can be lifted on its own
VIEW_PARAMETERS = frozenset({"measure", "sort", "limit", "cursor", "lang"})  # of §9 too, but they choose no rows


class FilterError(ValueError):
    """A parameter that cannot be understood. Names it, its value, and says in both languages what to write."""

    def __init__(self, parameter: str, value: str, message_en: str, message_bg: str) -> None:
        super().__init__(f"{parameter}={value}: {message_en}")
        self.parameter = parameter
        self.value = value
        self.message_en = message_en
        self.message_bg = message_bg


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """OR inside a field, AND between fields. Without `unit_kind` and `status`: legal units, not deleted or merged.

    Money in whole EUR. `year` asks for that year's winners and filters nothing by itself; `as_of` is resolved by
    whoever opens the snapshot. `<range>_unknown`: rows without a figure in the window match the range as well.
    """

    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    nace: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    unit_kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    size_class: tuple[str, ...] = ()
    headcount_min: int | None = None
    headcount_max: int | None = None
    headcount_unknown: bool = False
    turnover_min: int | None = None
    turnover_max: int | None = None
    turnover_unknown: bool = False
    revenue_min: int | None = None
    revenue_max: int | None = None
    revenue_unknown: bool = False
    profit_min: int | None = None
    profit_max: int | None = None
    profit_unknown: bool = False
    assets_min: int | None = None
    assets_max: int | None = None
    assets_unknown: bool = False
    result: tuple[str, ...] = ()
    year: int | None = None
    founded_min: int | None = None
    founded_max: int | None = None
    founded_unknown: bool = False
    source: tuple[str, ...] = ()
    disagreement: bool = False
    completeness_min: int | None = None
    q: str | None = None
    id: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float] | None = None  # west, south, east, north
    as_of: date | None = None  # a day, or an instant (datetime, UTC)

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]], *, also: Iterable[str] = ()) -> Filter:
        """Read the parameters of an address or a command line; every value as text, repeated ones as a list.

        `also` names parameters that the caller reads itself (`page`, `level`).
        Errors: FilterError for an unknown parameter, a value that is not understood, or a range upside down.
        """
        values: dict[str, Any] = {}
        known = {field.name for field in fields(cls)}
        for name, given in params.items():
            texts = [text.strip() for text in given if text.strip()]
            if name in known and texts:
                values[name] = _parse(name, texts)
            elif name not in known and name not in VIEW_PARAMETERS and name not in also:
                raise FilterError(name, ", ".join(given), "no such filter", "няма такъв филтър")
        made = cls(**values)
        made._check_ranges()
        return made

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that give this filter again, in the order of the fields, values sorted, defaults left out."""
        params: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value is False or value == ():
                continue
            if field.name == "bbox":
                params.append(("bbox", ",".join(format(number, ".10g") for number in value)))
            elif field.name == "as_of":
                params.append(("as_of", as_of_text(value)))
            elif isinstance(value, tuple):
                params += [(field.name, text) for text in value]
            else:
                params.append((field.name, "true" if value is True else str(value)))
        return params

    def without(self, part: str) -> Filter:
        """This filter with one of `PARTS` (or `year`, or a single parameter) lifted: back to its default."""
        if part in RANGES:
            names = {f"{part}_min", f"{part}_max", f"{part}_unknown"}
        else:
            names = {"completeness_min" if part == "completeness" else part}
        defaults: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in names}
        return replace(self, **defaults)

    def parts(self) -> tuple[str, ...]:
        """Which of `PARTS` choose rows, in their order; the default population is not counted."""
        return tuple(part for part in PARTS if self._is_active(part))

    def _is_active(self, part: str) -> bool:
        if part in RANGES:
            return getattr(self, f"{part}_min") is not None or getattr(self, f"{part}_max") is not None
        return bool(self.completeness_min) if part == "completeness" else bool(getattr(self, part))

    def _check_ranges(self) -> None:
        for name in RANGES:
            low, high = getattr(self, f"{name}_min"), getattr(self, f"{name}_max")
            if low is not None and high is not None and low > high:
                raise FilterError(
                    f"{name}_min",
                    str(low),
                    f"above {name}_max={high}; swap them",
                    f"над {name}_max={high}; разменете ги",
                )


def _parse(name: str, texts: list[str]) -> Any:
    if name in CODED:
        return tuple(sorted({_code(name, text) for text in texts}))
    if len(texts) > 1:
        raise FilterError(name, ", ".join(texts), "takes one value", "приема една стойност")
    text = texts[0]
    if name == "bbox":
        return _bbox(text)
    if name == "as_of":
        return _date(text)
    if name == "disagreement" or name.endswith("_unknown"):
        return _flag(name, text)
    return text if name == "q" else _whole(name, text)


def _code(name: str, text: str) -> str:
    if text == "unknown":
        return text
    if name == "size_class":
        try:
            return parse_size_class(text.upper().replace("%2B", "+"))
        except ValueError as error:
            raise _not_in_list(name, text, (*SIZE_CLASSES, "unknown")) from error
    if name in CLOSED_LISTS and text not in CLOSED_LISTS[name]:
        raise _not_in_list(name, text, CLOSED_LISTS[name])
    if name == "nace" and not re.fullmatch(r"[A-Ua-u]|[0-9]{1,2}(\.?[0-9]{0,2})", text):
        raise FilterError(
            name,
            text,
            "write a section letter or digits: C, 21, 21.2, 21.20",
            "пишете буква на сектор или цифри: C, 21, 21.2, 21.20",
        )
    return text.upper() if name in PLACE_CODES or name == "nace" else text


def one_of(parameter: str, given: str, choices: Sequence[str]) -> str:
    """`given`, if it is one of `choices`. Errors: FilterError, naming them."""
    if given not in choices:
        raise _not_in_list(parameter, given, choices)
    return given


def _not_in_list(name: str, text: str, codes: Sequence[str]) -> FilterError:
    listed = ", ".join(codes)
    return FilterError(name, text, f"write one of {listed}", f"пишете едно от {listed}")


def _whole(name: str, text: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", digits):
        raise FilterError(name, text, "write a whole number", "пишете цяло число")
    number = int(digits)
    if name == "year" and not 1000 <= number <= 9999:
        raise FilterError(name, text, "write a year of four digits", "пишете година с четири цифри")
    return number


def _flag(name: str, text: str) -> bool:
    if text.lower() in {"true", "1", "on"}:
        return True
    if text.lower() in {"false", "0", "off"}:
        return False
    raise FilterError(name, text, "write true or false", "пишете true или false")


def as_of_text(moment: date) -> str:
    """A day as 2026-11-23, an instant as 2026-11-23T10:00:00Z: both can be asked for."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


def _date(text: str) -> date:
    try:
        if len(text) <= len("2026-11-23"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FilterError("as_of", text, "write a date: 2026-11-23", "пишете дата: 2026-11-23") from error


def _bbox(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if -180 <= east < west <= 180 and -90 <= south <= north <= 90:
        raise FilterError(
            "bbox", text, f"a box across 180° is two: {west:g},{south:g},180,{north:g} and -180,{south:g},{east:g},"
            f"{north:g}; ask for each",
            f"кутия през 180° е две: {west:g},{south:g},180,{north:g} и -180,{south:g},{east:g},{north:g}; "
            "питайте за всяка",
        )  # fmt: skip
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise FilterError(
            "bbox", text, "write west,south,east,north in degrees", "пишете запад,юг,изток,север в градуси"
        )
    return west, south, east, north
