"""What the method page prints: sources, years, classes, rules and limits of one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.matches import match
from karta.explore.rules import RULES, Rule
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import labels as vocab_labels
from karta.vocab.money import rates
from karta.vocab.size import SIZE_CLASSES

NOTES = {
    "population": (
        "Без избор картата брои правни единици, които не са заличени или влети в други. Организацията се брои веднъж, "
        "по седалището си; клоновете и местните единици не се броят отделно.",
        "Without a choice the map counts legal units that are not deleted or merged. An organisation is counted once, "
        "at its seat; branches and local units are not counted apart.",
    ),
    "intervals": (
        "Числата са затворени интервали: „над 300“ е от 300 нагоре, закръглено число е плюс-минус половината от "
        "последната си ненулева цифра. Филтър съвпада, когато целият интервал е в него; когато само се застъпва, "
        "редът е „неопределен“ и се брои отделно.",
        "Numbers are closed intervals: \"over 300\" is 300 and up, a rounded number spans half of its last non-zero "
        "digit each way. A filter matches where the whole interval lies inside it; where it only overlaps, the row "
        "is \"undecided\" and counted apart.",
    ),
    "unknown": (
        "Неизвестното, неопределеното, остарялото и другите валути се броят и показват; никога не са нула.",
        "Unknown, undecided, outdated and other currencies are counted and shown; they are never zero.",
    ),
    "size_classes": (
        "Класовете по заети са на Евростат; не означават малко или средно предприятие по Препоръка 2003/361/ЕО, "
        "която гледа и оборот, активи и собственици.",
        "The headcount classes are Eurostat's; they do not say SME status, for which Recommendation 2003/361/EC also "
        "looks at turnover, balance sheet and owners.",
    ),
    "confidentiality": (
        "Показват се само публични числа; до всеки сбор стои броят на организациите в него. Физически лица не влизат.",
        "Only public figures are shown; beside each sum stands the number of organisations in it. Natural persons "
        "never enter.",
    ),
    "places": (
        "Организация без точен адрес стои в кръга на населеното си място, иначе в центъра на общината с друг знак. "
        "Филтрите са по код, никога по очертания.",
        "An organisation without an exact address stands in its settlement's circle, else at its municipality's "
        "centre with a different sign. Filters go by code, never by shape.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """The method of one snapshot, texts in both languages.

    window      first and last year that are not outdated
    measures    {measure, label_bg, label_en, unit, organisations, share}: how many of the population have it, 0–1
    rates       currency → {fixed | annual, source}: units of one euro
    """

    snapshot: str
    built_at: str
    recorded_at_max: str | None
    synthetic: bool
    reference_year: int
    window: tuple[int, int]
    population: int
    measures: list[dict[str, Any]]
    size_classes: dict[str, tuple[float, float]]
    rates: dict[str, Any]
    rules: list[Rule]
    notes: dict[str, tuple[str, str]]
    sources: list[dict[str, Any]]
    checks: list[dict[str, Any]]


def method(snapshot: Snapshot) -> Method:
    """How the figures of `snapshot` came to be."""
    said = snapshot.manifest
    reference = int(said["reference_year"])
    return Method(
        snapshot=snapshot.name,
        built_at=said["built_at"],
        recorded_at_max=said.get("recorded_at_max"),
        synthetic=bool(said.get("synthetic")),
        reference_year=reference,
        window=(reference - 4, reference + 1),
        population=match(snapshot, Filter()).count,
        measures=_measures(snapshot),
        size_classes=SIZE_CLASSES,
        rates=rates(),
        rules=list(RULES.values()),
        notes=NOTES,
        sources=said["sources"],
        checks=said.get("checks", []),
    )


def _measures(snapshot: Snapshot) -> list[dict[str, Any]]:
    population = match(snapshot, Filter()).is_match
    rows = frame(snapshot)
    size = max(int(population.sum()), 1)
    made = []
    for measure in MEASURES:
        names = vocab_labels.closed_list("measure")[measure]
        known = int((rows.is_current(measure) & population).sum())
        made.append({
            "measure": measure, "label_bg": names["bg"], "label_en": names["en"], "unit": names["unit"],
            "organisations": known, "share": known / size,
        })  # fmt: skip
    return sorted(made, key=lambda row: -row["share"])
