"""The two categories of the award, from the reviewed list beside this file, and the questions that a new award asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
Both = dict[str, str]  # {"bg": …, "en": …}


@dataclass(frozen=True, slots=True)
class Category:
    """What is competed for. `property`, `basis`: of the claims that name its winners."""

    code: str
    property: str
    basis: str
    name: Both
    rule: Both


@cache
def categories() -> dict[str, Category]:
    """Code → category, in the order in which pages show them."""
    return {code: Category(code, **said) for code, said in _read("categories.yml").items()}


def usual_questions() -> list[dict[str, Any]]:
    """What a new award asks: category ("" for both), longest, required, label, hint."""
    return list(_read("questions.yml"))


def usual_criteria() -> list[dict[str, Any]]:
    """What a new round of the jury weighs: columns of the engine's criteria."""
    return [
        {
            "code": one["code"], "weight": one["weight"], "most": one["most"], "name_bg": one["name"]["bg"],
            "name_en": one["name"]["en"], "about_bg": one["about"]["bg"], "about_en": one["about"]["en"],
        }
        for one in _read("criteria.yml")
    ]  # fmt: skip


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))
