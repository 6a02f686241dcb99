"""How records became organisations, as the method note tells it: by which rule, and with what error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from karta.vocab.labels import label

Pair = tuple[str, str]  # Bulgarian, English
LINKING_HEAD: list[Pair] = [("Правило", "Rule"), ("Записи", "Records")]


def linking_texts(linking: dict[str, Any]) -> list[Pair]:
    """What the model joins, with its threshold and the errors to expect; what waits for people."""
    least, errors = linking["thresholds"], linking["errors"]
    waiting = linking["candidates"]
    joined, apart = (f"{errors[which]['at_most']:.1%}" for which in ("same", "different"))
    return [
        (
            "Записите на различните източници се свързват по регистров номер, после по име, правна форма и място, "
            "после по модел на имената, накрая по решение на човек. Два различни валидни ЕИК никога не са една "
            "организация.",
            "Records of the sources are joined by register number, then by name, legal form and place, then by a model "
            "of names, last by a person's decision. Two different valid ЕИК are never one organisation.",
        ),
        (
            f"Моделът свързва от вероятност {least['same']} нагоре; очаква се най-много {joined} от свързаните двойки "
            f"да са две организации (95 %). Под {least['different']} двойките се смятат за различни; най-много {apart} "
            f"от тях са една. Останалите чакат човек: {waiting}. Всяка връзка стои с доказателствата си при "
            "организацията.",
            f"The model joins from probability {least['same']} on; at most {joined} of the pairs that it joins are "
            f"expected to be two organisations (95 %). Below {least['different']} pairs are taken for different; at "
            f"most {apart} of them are one. The others wait for a person: {waiting}. Each link stands with its "
            "evidence on its organisation.",
        ),
    ]


def linking_rows(linking: dict[str, Any], language: str, number: Callable[[float], str]) -> list[list[str]]:
    """Rows under LINKING_HEAD: how many records each rule accounts for."""
    return [[label("link_rule", rule, language) or rule, number(count)] for rule, count in linking["rules"].items()]
