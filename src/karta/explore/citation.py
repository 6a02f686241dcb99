"""How to quote the map, and under whose terms: what goes with every file that leaves it."""

from __future__ import annotations

from typing import Any

from karta.explore.filters import Filter
from karta.snapshot.reader import Snapshot


def citation(snapshot: Snapshot, language: str) -> str:
    """One line that names the map, its date and the snapshot that the figures stand in."""
    said = snapshot.manifest
    title = said["title"][language]
    marked = {"bg": " (синтетични данни)", "en": " (synthetic data)"}[language] if said.get("synthetic") else ""
    day = str(said["built_at"])[:10]
    word = {"bg": "снимка на данните", "en": "data snapshot"}[language]
    return f"{title}{marked}, {word} {snapshot.name}, {day}"


def address(asked: Filter) -> str:
    """The filter as it stands in the address bar: parameters and values, in canonical order."""
    return "&".join(f"{name}={value}" for name, value in asked.to_params())


def source_terms(source: dict[str, Any], language: str) -> str:
    """One source with its licence and the attribution that it asks for."""
    licence = source.get("licence") or {}
    terms = " ".join(part for part in (licence.get("name"), licence.get("url")) if part)
    return "; ".join(part for part in (source["title"][language], terms, source.get("attribution")) if part)
