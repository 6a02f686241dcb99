"""Pairs of real snapshots: small lists, brought in and built as a user does, then something changes and they are built
again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from karta.pipeline.run import build
from karta.snapshot.reader import Snapshot, open_snapshot
from karta.snapshot.store import Store

# Without a default country the shipped places and sectors stay out, and a build takes a second.
MAP = "title: {bg: Извадка, en: Sample}\ndefault_country: null\nsources: [%s]\n"
HEADER = "№;име;ЕИК;населено място;наети"
ROWS = ["1;Софарма АД;831902088;София;1800", "2;Биотест ООД;;Варна;12", "3;Лаб ООД;;Русе;7"]
SOPHARMA = "bg-eik-831902088"


class Lists:
    """A data folder of imported lists. `build()` publishes and opens what is there."""

    def __init__(self, folder: Path) -> None:
        self.data, self.tmp = folder / "data", folder
        self.data.mkdir()
        self.sources: list[str] = []

    def bring_in(
        self, *rows: str, source_id: str = "user_members", year: int = 2024, rank: int = 5,
        retrieved: str = "2026-11-23",
    ) -> None:  # fmt: skip
        """A list as a person's import, through the command line; the same source again is a newer version of it."""
        columns = [
            {"column": "№", "field": "key"},
            {"column": "име", "field": "name", "language": "bg"},
            {"column": "ЕИК", "field": "eik"},
            {"column": "населено място", "field": "settlement"},
            {"column": "наети", "field": "figure", "measure": "headcount", "unit": "persons", "year": year},
        ]
        mapping = {
            "source_id": source_id, "title": {"bg": "Членове", "en": "Members"}, "licence": "CC-BY-4.0",
            "attribution": "Cluster", "rank": rank, "retrieved": retrieved,
            "file": {"encoding": "utf-8", "delimiter": ";"}, "columns": columns, "ignored": [],
        }  # fmt: skip
        file, described = self.tmp / "list.csv", self.tmp / "list.yml"
        file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        described.write_text(yaml.safe_dump(mapping, allow_unicode=True), "utf-8")
        karta = Path(sys.executable).with_name("karta")
        command = [karta, "import", file, "--map", described, "--data", self.data, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        self.use(*dict.fromkeys([*self.sources, source_id]))

    def use(self, *source_ids: str) -> None:
        """The map is made of these lists."""
        self.sources = list(source_ids)
        (self.data / "map.yml").write_text(MAP % ", ".join(self.sources), "utf-8")

    def decide(self, decision: str, **line: Any) -> None:
        """One more line of decisions.jsonl."""
        with (self.data / "decisions.jsonl").open("a", encoding="utf-8") as file:
            said = {"id": f"d-{file.tell()}", "decision": decision, "by": "keeper", "at": "2026-11-24", **line}
            file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def build(self) -> Snapshot:
        """Build, publish, open."""
        made = build(self.data)
        assert not made.failed, made.failed
        Store(self.data).publish(made.name)
        return open_snapshot(made.path)


def claim(snapshot: Snapshot, value: str) -> str:
    """The claim that says this value."""
    sql = "SELECT claim_id FROM claims WHERE value = ? AND property = 'headcount'"
    ((found,),) = snapshot.connection().execute(sql, [value]).fetchall()
    return str(found)
