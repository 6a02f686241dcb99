"""manifest.yml of a source: loaded, checked, explained. Its shape is STYLE §2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from karta.pipeline.ingest.errors import ManifestError

Tested = Literal["address", "mirror", "shipped"]
_REQUIRED = ("title", "publisher", "files", "licence", "observes", "personal_data", "attribution", "rank",
             "retrieved", "tested", "ships", "expect", "runbook")  # fmt: skip
_OPTIONAL = ("lookups", "amounts", "sole_traders", "private_columns", "reference", "synthetic", "country",
             "ecosystem_claims", "known_issues", "decimal", "portal_file")  # fmt: skip
_TESTED = ("address", "mirror", "shipped")
_OBSERVES = ("legal_unit", "local_unit", "organisation", "place", "sector")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source. `name` is what the connector calls it, `file` its name on disk (may end in .gz)."""

    name: str
    file: str
    url: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest. `rows` are the bounds of accepted records, `filled` the least share by claim property."""

    source_id: str
    title: Mapping[str, str]
    publisher: Mapping[str, Any]
    files: tuple[SourceFile, ...]
    licence: Mapping[str, Any]
    attribution: str
    observes: str
    personal_data: str
    rank: int
    retrieved: date
    tested: Tested
    ships: bool
    every: str
    rows: tuple[int, int]
    filled: Mapping[str, float]
    runbook: str
    lookups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    amounts: frozenset[str] = frozenset()  # columns of money, counts or codes: ten digits are no person there
    sole_traders: Mapping[str, tuple[str, ...]] | None = None  # column → values that mark a natural person
    private_columns: frozenset[str] = frozenset()  # hold people's names: cut off before anything is stored
    reference: str | None = None  # places | sectors: feeds a table, gives no records
    synthetic: bool = False
    country: str | None = None
    ecosystem_claims: tuple[Mapping[str, Any], ...] = ()
    known_issues: tuple[str, ...] = ()
    decimal: str | None = None  # the decimal sign of figures that are text
    portal_file: bool = False  # the portal writes it into the data folder: not fetched, read as it is now

    @property
    def is_in_default_map(self) -> bool:
        """Whether a data folder without map.yml shows the source."""
        return self.ships and not self.synthetic

    def file(self, name: str) -> SourceFile:
        """The file that a connector asks for. Errors: ManifestError."""
        for found in self.files:
            if found.name == name:
                return found
        raise _problem(self.source_id, f"names no file {name!r}", f"не описва файл {name!r}", "files")


def load_manifest(path: Path) -> Manifest:
    """Load and check `<source folder>/manifest.yml`. Errors: ManifestError that names the key and what it should be."""
    source_id = path.parent.name
    try:
        loaded = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise _problem(source_id, f"is not YAML: {error}", f"не е YAML: {error}", "") from error
    if not isinstance(loaded, dict):
        raise _problem(source_id, "holds no keys", "няма ключове", "")
    return build_manifest(source_id, loaded)


def build_manifest(source_id: str, loaded: Mapping[str, Any]) -> Manifest:
    """A manifest from its keys. Errors: ManifestError."""
    for key in _REQUIRED:
        if key not in loaded:
            raise _problem(source_id, f"lacks {key!r}", f"няма {key!r}", key)
    for key in loaded:
        if key not in _REQUIRED and key not in _OPTIONAL:
            raise _problem(source_id, f"has an unknown key {key!r}", f"има непознат ключ {key!r}", key)
    _check_values(source_id, loaded)
    expect = loaded["expect"]
    return Manifest(
        source_id=source_id,
        title=loaded["title"],
        publisher=loaded["publisher"],
        files=tuple(_file(source_id, entry) for entry in loaded["files"]),
        licence=loaded["licence"],
        attribution=loaded["attribution"],
        observes=loaded["observes"],
        personal_data=loaded["personal_data"],
        rank=loaded["rank"],
        retrieved=loaded["retrieved"],
        tested=loaded["tested"],
        ships=loaded["ships"],
        every=expect["every"],
        rows=(expect["rows"][0], expect["rows"][1]),
        filled=expect.get("filled", {}),
        runbook=loaded["runbook"],
        lookups=loaded.get("lookups", {}),
        amounts=frozenset(loaded.get("amounts", ())),
        sole_traders=_sole_traders(loaded.get("sole_traders")),
        private_columns=frozenset(loaded.get("private_columns", ())),
        reference=loaded.get("reference"),
        synthetic=loaded.get("synthetic", False),
        country=loaded.get("country"),
        ecosystem_claims=tuple(loaded.get("ecosystem_claims", ())),
        known_issues=tuple(loaded.get("known_issues", ())),
        decimal=loaded.get("decimal"),
        portal_file=loaded.get("portal_file", False),
    )


def _check_values(source_id: str, loaded: Mapping[str, Any]) -> None:
    checks: tuple[tuple[str, bool, str, str], ...] = (
        ("title", _has(loaded["title"], "en", "bg"), "needs en and bg", "иска en и bg"),
        ("publisher", _has(loaded["publisher"], "name", "country", "page", "official"),
         "needs name, country, page, official", "иска name, country, page, official"),
        ("licence", _has(loaded["licence"], "name", "url", "checked"),
         "needs name, url, checked", "иска name, url, checked"),
        ("files", isinstance(loaded["files"], list) and bool(loaded["files"]), "needs a file", "иска поне един файл"),
        ("observes", loaded["observes"] in _OBSERVES, f"is one of {_OBSERVES}", f"е едно от {_OBSERVES}"),
        ("rank", loaded["rank"] in range(1, 9), "is 1 to 8", "е от 1 до 8"),
        ("retrieved", type(loaded["retrieved"]) is date, "is a day, 2026-11-02", "е ден, 2026-11-02"),
        ("tested", loaded["tested"] in _TESTED, f"is one of {_TESTED}", f"е едно от {_TESTED}"),
        ("ships", isinstance(loaded["ships"], bool), "is true or false", "е true или false"),
        ("expect", _has(loaded["expect"], "every", "rows") and _is_range(loaded["expect"]["rows"]),
         "needs every and rows: [least, most]", "иска every и rows: [най-малко, най-много]"),
        ("decimal", loaded.get("decimal") in (None, ".", ","), "is . or ,", "е . или ,"),
        ("reference", loaded.get("reference") in (None, "places", "sectors"),
         "is places or sectors", "е places или sectors"),
    )  # fmt: skip
    for key, is_right, message_en, message_bg in checks:
        if not is_right:
            raise _problem(source_id, f"{key} {message_en}", f"{key} {message_bg}", key)


def _file(source_id: str, entry: Mapping[str, Any]) -> SourceFile:
    if not _has(entry, "name") or not ({"file", "url"} & set(entry)):
        raise _problem(source_id, "a file needs name, and file or url", "файлът иска name и file или url", "files")
    on_disk = entry.get("file") or str(entry["url"]).rsplit("/", 1)[-1]
    return SourceFile(
        name=entry["name"],
        file=on_disk,
        url=entry.get("url"),
        encoding=entry.get("encoding", "utf-8"),
        delimiter=entry.get("delimiter", ","),
    )


def _sole_traders(loaded: Mapping[str, list[str]] | None) -> Mapping[str, tuple[str, ...]] | None:
    return None if loaded is None else {column: tuple(values) for column, values in loaded.items()}


def _has(value: object, *keys: str) -> bool:
    return isinstance(value, Mapping) and all(key in value for key in keys)


def _is_range(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and value[0] <= value[1]


def _problem(source_id: str, message_en: str, message_bg: str, key: str) -> ManifestError:
    return ManifestError(
        f"manifest_{key or 'yaml'}",
        f"sources/{source_id}/manifest.yml {message_en}; see STYLE §2 or docs/how-to/add-a-source.md",
        f"sources/{source_id}/manifest.yml {message_bg}; вижте docs/how-to/add-a-source.md",
    )
