"""Labels of every closed list and column, in Bulgarian and English, from kinds.yml, segments.yml and fields.yml."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


def label(list_name: str, code: str | None, language: str) -> str | None:
    """The label of a code (`label("kind", "company", "bg")` → `дружество`); None for None or a code without one."""
    if code is None:
        return None
    entry = closed_list(list_name).get(code)
    return None if entry is None else str(entry[language])


@cache
def closed_list(list_name: str) -> dict[str, dict[str, Any]]:
    """Codes of one list in their reviewed order, each with `bg`, `en` and, where it has them, `spellings`.

    Errors: KeyError with the names of the lists that there are.
    """
    lists = _load("kinds.yml") | {"segment": _load("segments.yml")}
    if list_name not in lists:
        raise KeyError(f"vocab: no closed list {list_name!r}; there are {', '.join(sorted(lists))}")
    found: dict[str, dict[str, Any]] = lists[list_name]
    return found


def closed_list_names() -> list[str]:
    """Names of all closed lists."""
    return sorted([*_load("kinds.yml"), "segment"])


@cache
def legal_form_spellings() -> dict[str, str]:
    """Every written form of a legal form → its code."""
    found: dict[str, str] = {}
    for code, entry in closed_list("legal_form").items():
        for spelling in entry["spellings"]:
            found[spelling] = code
    return found


@cache
def fields() -> dict[str, dict[str, Any]]:
    """Every published column: unit, label and definition in both languages. `table.column` overrides `column`."""
    return _load("fields.yml")


def field(table: str, column: str) -> dict[str, Any]:
    """What a column of a snapshot's table means. Errors: KeyError where fields.yml does not define it."""
    known = fields()
    found: dict[str, Any] | None = known.get(f"{table}.{column}") or known.get(column)
    if found is not None:
        return found
    for measure, names in closed_list("measure").items():
        template = known.get("{measure}" + column.removeprefix(measure)) if column.startswith(f"{measure}_") else None
        if template is not None:
            return _for_measure(template, names)
    raise KeyError(f"vocab/fields.yml does not define {table}.{column}")


def _for_measure(template: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """A measure's column from the template: {measure} and {unit} are filled in."""
    filled: dict[str, Any] = {"unit": names["unit"] if template["unit"] == "{unit}" else template["unit"]}
    for part in ("label", "definition"):
        filled[part] = {
            language: str(template[part][language]).replace("{measure}", str(names[language]))
            for language in ("bg", "en")
        }
    return filled


@cache
def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(resources.files("karta.vocab").joinpath(name).read_text("utf-8"))
    return loaded
