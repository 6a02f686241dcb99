"""Figure → claim: the number as an interval in its unit, the period, the publication."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.normalise.claims import Claim, claim_id, ends, plain
from karta.pipeline.normalise.problems import Problem
from karta.pipeline.tables import Figure, Record
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.dates import DateSpan, NotADate, parse_date
from karta.vocab.labels import closed_list
from karta.vocab.money import UNITS
from karta.vocab.numbers import INFINITY, AmbiguousNumber, Interval, Kind, NotANumber, parse_interval

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FIRST_YEAR = 1850  # before it no organisation here filed anything
_KINDS: dict[str, Kind] = dict.fromkeys(PROFILE_MEASURES, "money")
_KINDS |= {"headcount": "count", "fte": "count", "profit": "signed_money"}


def figure_claim(run: SourceRun, record: Record, figure: Figure, position: int) -> Claim:
    """The claim of one figure. Raises Problem, which becomes a finding, where no honest claim can be made of it."""
    locator = figure.locator or record.locator
    kind = _KINDS.get(figure.measure)
    if kind is None:
        raise Problem("unseen_measure", locator, "measure", figure.measure)
    unit, scale = _unit(figure, locator)
    interval = _interval(run, figure, kind, locator)
    low, high = ends(interval, scale)
    span = _period(run, figure, locator)
    _check_words(figure, locator)
    publication = figure.publication
    return Claim(
        claim_id=claim_id(
            run.source_id,
            record.key,
            figure.measure,
            period=figure.period,
            statement=figure.statement,
            basis=figure.basis,
            locator=locator,
        ),
        property=figure.measure,
        value=plain(interval.value * scale),
        value_min=low,
        value_max=high,
        unit=unit,
        statement=figure.statement,
        basis=figure.basis,
        population=figure.population,
        period_start=span.start,
        period_end=span.end,
        date_precision=span.precision,
        observed_on=_observed_on(run, figure, locator),
        is_period_inferred=figure.is_period_inferred,
        recorded_at=record.recorded_at or run.recorded_at,
        source_id=run.source_id,
        record_id=record.key,
        locator=locator,
        as_published=figure.as_published or figure.value,
        method=_method(figure, scale),
        rank=publication.rank if publication and publication.rank is not None else run.rank,
        publication_ref=publication.ref if publication else None,
        publication_title=publication.title if publication else None,
        publication_url=publication.url if publication else None,
        published_on=publication.published_on if publication else None,
        note=figure.note,
        position=position,
    )


def _unit(figure: Figure, locator: str) -> tuple[str, Decimal]:
    found = UNITS.get(figure.unit)
    counted = {"headcount": "persons", "fte": "fte"}.get(figure.measure)
    is_money = found is not None and found[0] not in ("persons", "fte")
    if found is None or (counted is not None and found[0] != counted) or (counted is None and not is_money):
        raise Problem("unseen_unit", locator, "unit", f"{figure.measure}: {figure.unit}")
    return found


def _interval(run: SourceRun, figure: Figure, kind: Kind, locator: str) -> Interval:
    try:
        interval = _stated(figure, kind) if figure.bounded else _printed(run, figure, kind)
    except AmbiguousNumber as error:
        raise Problem("ambiguous_number", locator, figure.measure, figure.value, detail=str(error)) from error
    except (NotANumber, InvalidOperation) as error:
        raise Problem("not_a_number", locator, figure.measure, figure.value, detail=str(error)) from error
    if kind != "signed_money" and interval.value < 0:
        raise Problem("negative_figure", locator, figure.measure, figure.value)
    return interval


def _stated(figure: Figure, kind: Kind) -> Interval:
    """The interval that the source itself states; an empty bound is infinite, but no count or income is below 0."""
    low = -INFINITY if figure.value_min is None else Decimal(figure.value_min)
    high = INFINITY if figure.value_max is None else Decimal(figure.value_max)
    if kind != "signed_money":
        low = max(low, Decimal(0))
    if low > high:
        raise NotANumber(f"the interval {figure.value_min} to {figure.value_max} is upside down")
    return Interval(Decimal(figure.value), low, high, "stated")


def _printed(run: SourceRun, figure: Figure, kind: Kind) -> Interval:
    if _INTEGER.fullmatch(figure.value):  # nearly every figure of a register; the words cost fifty times as much
        value = Decimal(figure.value)
        return Interval(value, value, value)
    return parse_interval(figure.value, kind=kind, decimal=run.decimal)


def _period(run: SourceRun, figure: Figure, locator: str) -> DateSpan:
    try:
        span = parse_date(figure.period, order=run.date_order)
    except NotADate as error:
        raise Problem("bad_period", locator, "period", figure.period, detail=str(error)) from error
    if not _FIRST_YEAR <= span.start.year <= run.recorded_at.year + 1:
        raise Problem("implausible_year", locator, "period", figure.period)
    return span


def _observed_on(run: SourceRun, figure: Figure, locator: str) -> date | None:
    if figure.observed_on is None:
        return None
    try:
        return parse_date(figure.observed_on, order=run.date_order).end
    except NotADate as error:
        raise Problem("bad_period", locator, "observed_on", figure.observed_on, detail=str(error)) from error


def _check_words(figure: Figure, locator: str) -> None:
    for name, value in (("statement", figure.statement), ("basis", figure.basis)):
        if value not in closed_list(name):
            raise Problem(f"unseen_{name}", locator, name, value)


def _method(figure: Figure, scale: Decimal) -> str:
    if figure.derived is not None:
        return f"derived:{figure.derived}"
    return "as_published" if scale == 1 else f"converted:times_{int(scale)}"
