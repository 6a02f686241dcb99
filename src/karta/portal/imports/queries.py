"""Reads of imports, and what their pages show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import yaml
from django.conf import settings

from karta.portal.imports.models import Import

LEVELS = {"error": 0, "warning": 1, "notice": 2}


def latest(limit: int = 50) -> list[Import]:
    return list(Import.objects.select_related("created_by")[:limit])


def one(import_id: int) -> Import | None:
    return Import.objects.select_related("run", "created_by").filter(pk=import_id).first()


def replaces(found: Import) -> bool:
    """Whether rows under this source id are in the data folder already, so that these become its newer version."""
    source_id = found.mapping.get("source_id", "")
    return bool(source_id) and any((settings.DATA / "raw" / source_id).glob("[!.w]*/mapping.yml"))


def version_stored_since(source_id: str, moment: datetime | None) -> str | None:
    """The newest version of an import in the data folder, if it was stored after `moment`."""
    found = []
    for path in (settings.DATA / "raw" / source_id).glob("[!.w]*/mapping.yml") if source_id else ():
        stored_at = yaml.safe_load(path.read_text("utf-8")).get("stored_at")
        if stored_at and moment and datetime.fromisoformat(stored_at) > moment:
            found.append((stored_at, path.parent.name))
    return max(found)[1] if found else None


@dataclass
class Cell:
    """A cell of the preview: as printed, as read where that differs, what there is to say."""

    printed: str
    read: str = ""
    level: str = ""
    messages: list[tuple[str, str]] = field(default_factory=list)  # (severity, text)


@dataclass
class Row:
    """A row of the preview; `messages` are about the row as a whole."""

    number: int
    cells: list[Cell]
    messages: list[tuple[str, str]]


@dataclass
class Question:
    """Findings of one kind in one column: what to decide, where, how often."""

    severity: str
    code: str
    column: str
    text: str
    rows: list[int]
    count: int


def shown_columns(found: Import) -> list[dict[str, Any]]:
    """Mapped columns as the preview shows them: what names the organisation, then those with remarks, then the rest."""
    remarks = {finding["column"] for finding in found.preview.get("findings", [])}
    columns: list[dict[str, Any]] = found.preview["mapping"]["columns"]
    return sorted(columns, key=lambda column: (column["field"] not in ("eik", "name"), column["column"] not in remarks))


def preview_rows(found: Import, *, with_remarks: bool, language: str) -> list[Row]:
    """Rows of the preview in file order: those with remarks and their neighbours, or the first ones of the file."""
    preview = found.preview
    findings = preview.get("findings", [])
    names = [column["column"] for column in shown_columns(found)]
    marked = {row["row"] for row in preview["sample"] if row["problems"]}
    near = {number + step for number in marked for step in (-1, 0, 1)}
    rows = preview["sample"] if not with_remarks else [row for row in preview["sample"] if row["row"] in near]
    return [_row(row, names, findings, language) for row in rows]


def _row(row: dict[str, Any], names: list[str], findings: list[dict[str, Any]], language: str) -> Row:
    said: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for index in row["problems"]:
        said[findings[index]["column"]].append(findings[index])
    cells = []
    for name in names if row["fields"] else ():
        printed = row["fields"][name]
        problems = said.pop(name, [])
        level = min((p["severity"] for p in problems), key=LEVELS.__getitem__, default="")
        messages = [(p["severity"], p[f"message_{language}"]) for p in problems]
        cells.append(Cell(printed["printed"], printed.get("read", ""), level, messages))
    rest = [(p["severity"], p[f"message_{language}"]) for problems in said.values() for p in problems]
    return Row(row["row"], cells, rest)


def questions(found: Import, *, language: str) -> list[Question]:
    """What there is to decide, what stops the import first."""
    groups: dict[tuple[str, str, str], Question] = {}
    for finding in found.preview.get("findings", []):
        key = (finding["severity"], finding["code"], finding["column"] or "")
        row = finding["locator"].rpartition(":")[2]
        group = groups.setdefault(key, Question(*key, finding[f"message_{language}"], [], 0))
        group.count += 1
        if row.isdecimal():
            group.rows.append(int(row))
    return sorted(groups.values(), key=lambda group: (LEVELS[group.severity], bool(group.rows), group.column))
