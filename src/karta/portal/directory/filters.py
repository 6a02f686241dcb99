"""A filter as it is kept and told: pairs in the database, words in letters and feeds."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from karta.explore.filters import Filter, FilterError
from karta.explore.sentence import filter_sentence
from karta.snapshot.reader import Snapshot

# Parameters of the map's address that choose no rows.
VIEW = ("statistic", "level", "tab", "place", "view", "width", "height", "frame", "frame_lang", "year_from", "zoom")
Pairs = Sequence[Sequence[str]]


def asked_filter(request: HttpRequest) -> Filter:
    """The filter of an address. Errors: FilterError, also for `as_of`: a day that is past does not change."""
    asked = Filter.from_params({name: request.GET.getlist(name) for name in request.GET}, also=VIEW)
    if asked.as_of is not None:
        raise FilterError("as_of", str(asked.as_of), "leave it out: a day that is past does not change any more",
                          "махнете го: минал ден повече не се променя")  # fmt: skip
    return asked


def to_pairs(asked: Filter) -> list[list[str]]:
    return [list(pair) for pair in asked.to_params()]


def of_pairs(pairs: Pairs) -> Filter:
    """Errors: FilterError where this version does not know a filter any more."""
    params: dict[str, list[str]] = {}
    for name, value in pairs:
        params.setdefault(name, []).append(value)
    return Filter.from_params(params)


def query(asked: Filter) -> str:
    """`?district=SOF&…`; empty without a filter."""
    params = asked.to_params()
    return f"?{urlencode(params)}" if params else ""


def in_language(name: str, language: str, *args: str) -> str:
    """The address of a page in one language."""
    with translation.override(language):
        return reverse(name, args=args)


def sentence(snapshot: Snapshot, asked: Filter, language: str) -> str:
    """The filter in words, beginning with a capital letter."""
    said = filter_sentence(snapshot, asked, language)
    return said[:1].upper() + said[1:]
