"""Reading what the Reconciliation API is asked: batches of queries and data extension queries, both JSON in a field."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from karta.explore.extension import CONTENTS, PARTS, PROPERTIES, Wanted
from karta.explore.filters import FilterError
from karta.explore.reconcile import CANDIDATES, COLUMNS, Asked
from karta.vocab import labels

ANY_KIND = "organisation"  # the type of all
AFFILIATION = "affiliation"  # the type of a text that names an organisation among departments and places
MOST_QUERIES, MOST_IDS, MOST_PROPERTIES = 500, 1000, 50
LONGEST = 500  # letters of a query that are read
STRICT = ("any", "all")


def read_queries(text: str) -> dict[str, Asked]:
    """{key: query} of a batch. Errors: FilterError that says which query is wrong, and how."""
    batch = _json("queries", text)
    if not isinstance(batch, dict):
        _refuse("queries", text, "send an object: {key: query}", "изпратете обект: {ключ: заявка}")
    if len(batch) > MOST_QUERIES:
        _refuse("queries", "", f"at most {MOST_QUERIES} at once", f"най-много {MOST_QUERIES} наведнъж")
    return {key: _query(key, asked) for key, asked in batch.items()}


def _query(key: str, asked: Any) -> Asked:
    where = f"queries.{key}"
    if not isinstance(asked, dict) or not isinstance(asked.get("query", ""), str):
        _refuse(where, asked, "a query is an object with text in `query`", "заявката е обект с текст в `query`")
    given = asked.get("properties", [])
    if "query" not in asked and given == []:
        _refuse(where, asked, "give `query` or `properties`", "дайте `query` или `properties`")
    limit = asked.get("limit", CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 10**9:
        _refuse(f"{where}.limit", limit, "write a number from 1 on", "пишете число от 1 нагоре")
    if not isinstance(given, list) or len(given) > MOST_PROPERTIES:
        most = MOST_PROPERTIES
        _refuse(f"{where}.properties", given, f"a list of at most {most}", f"списък с най-много {most}")
    is_affiliation = asked.get("type") in (AFFILIATION, [AFFILIATION])
    return Asked(
        text=asked.get("query", "")[:LONGEST],
        kinds=() if is_affiliation else _kinds(f"{where}.type", asked.get("type")),
        is_strict=_strictness(where, asked) in STRICT,
        limit=int(limit),
        properties=tuple(_property(f"{where}.properties", one) for one in given),
        is_affiliation=is_affiliation,
    )


def _strictness(where: str, asked: dict[str, Any]) -> str:
    said = asked.get("type_strict", "should")
    if said not in (*STRICT, "should"):
        _refuse(f"{where}.type_strict", said, "write any, should or all", "пишете any, should или all")
    return str(said)


def _kinds(where: str, given: Any) -> tuple[str, ...]:
    codes = given if isinstance(given, list) else [given] if given else []
    known = labels.closed_list("kind")
    listed = ", ".join((ANY_KIND, AFFILIATION, *known))
    for code in codes:
        if code != ANY_KIND and (not isinstance(code, str) or code not in known):
            _refuse(where, code, f"one of {listed}", f"едно от {listed}")
    return () if ANY_KIND in codes else tuple(codes)


def _property(where: str, given: Any) -> tuple[str, tuple[str, ...]]:
    if not isinstance(given, dict) or given.get("pid") not in COLUMNS:
        listed = ", ".join(COLUMNS)
        _refuse(f"{where}.pid", given, f"one of {listed}", f"едно от {listed}")
    if "v" not in given:
        _refuse(f"{where}.v", given, "give a value", "дайте стойност")
    values = given["v"] if isinstance(given["v"], list) else [given["v"]]
    return given["pid"], tuple(text for value in values for text in _texts(f"{where}.v", value))


def _texts(where: str, value: Any) -> list[str]:
    """A value as text; of an entity its id and its name."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return [value["id"][:LONGEST], *([str(value["name"])[:LONGEST]] if value.get("name") else [])]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    if not isinstance(value, str | int | float):
        _refuse(where, value, "text, a number, or an object with id", "текст, число или обект с id")
    return [str(value)[:LONGEST]]


def read_extension(text: str) -> tuple[list[str], list[tuple[str, Wanted]]]:
    """Ids, and (id of the column, what is wanted). Errors: FilterError."""
    asked = _json("extend", text)
    ids, given = (asked.get(name) if isinstance(asked, dict) else None for name in ("ids", "properties"))
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids) or len(ids) > MOST_IDS:
        _refuse("extend.ids", ids, f"a list of at most {MOST_IDS} ids", f"списък с най-много {MOST_IDS} номера")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_PROPERTIES:
        most = MOST_PROPERTIES
        _refuse("extend.properties", given, f"a list of 1 to {most}", f"списък с 1 до {most}")
    return list(dict.fromkeys(ids)), [_wanted(one) for one in given]


def _wanted(given: Any) -> tuple[str, Wanted]:
    if not isinstance(given, dict) or given.get("id") not in PROPERTIES:
        listed = ", ".join(PROPERTIES)
        _refuse("extend.properties.id", given, f"one of {listed}", f"едно от {listed}")
    where, settings = "extend.properties.settings", given.get("settings") or {}
    if not isinstance(settings, dict):
        _refuse(where, settings, "an object", "обект")
    year = str(settings.get("year") or 0).removesuffix(".0")
    if not year.isdecimal() or not (int(year) == 0 or 1000 <= int(year) <= 9999):
        _refuse(f"{where}.year", year, "a year of four digits, or 0", "година с четири цифри или 0")
    part, content = settings.get("part") or PARTS[0], settings.get("content") or CONTENTS[0]
    for name, value, values in (("part", part, PARTS), ("content", content, CONTENTS)):
        if value not in values:
            _refuse(f"{where}.{name}", value, f"one of {', '.join(values)}", f"едно от {', '.join(values)}")
    return given["id"], Wanted(given["id"], int(year) or None, part, content)


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        _refuse(name, text, "this is not JSON", "това не е JSON")


def _refuse(parameter: str, value: Any, message_en: str, message_bg: str) -> NoReturn:
    raise FilterError(parameter, str(value)[:200], message_en, message_bg)
