"""Pages whose commands need files of their own, typed from first to last: the register, names and texts."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store
from typed import steps

PROJECT = Path(__file__).resolve().parents[2]
HOW_TO = PROJECT / "docs/how-to"


def type_page(name: str, folder: Path) -> list[str]:
    """What each command of a page says, run in a folder that has the project's environment and benchmark."""
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    (folder / "bench").symlink_to(PROJECT / "bench")
    env = {name: value for name, value in os.environ.items() if name not in ("KARTA_DATA", "KARTA_MIRROR")}
    said = []
    for step in steps(HOW_TO / name):
        if step.path:
            (folder / step.path).parent.mkdir(exist_ok=True)
            (folder / step.path).write_text(step.text, "utf-8")
            continue
        done = subprocess.run(step.text, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{step.text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        said.append(done.stdout)
    return said


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_names_and_texts_as_printed(tmp_path: Path) -> None:
    matched, _, classified, _ = type_page("match-and-classify.md", tmp_path)
    assert len(matched.splitlines()) == len(classified.splitlines()) == 4
    scored = rows(tmp_path / "scored.csv")
    assert [row["decision"] for row in scored] == ["same", "different", "different"]
    assert "ЕИК" in scored[2]["reason"]
    sectors = rows(tmp_path / "sectors.csv")
    assert [(row["nace_code"], row["abstained"]) for row in sectors] == [
        ("21.20", "false"), ("86.23", "false"), ("", "true")
    ]  # fmt: skip


def test_the_register_as_printed(tmp_path: Path) -> None:
    said = type_page("load-the-trade-register.md", tmp_path)
    assert "is current" in said[3]
    assert "bg_registryagency" in said[4]
    current = Store(tmp_path / "register").current()
    assert current is not None
    (count,) = open_snapshot(current).connection().execute("SELECT count(*) FROM organisations").fetchone()
    assert count > 250
    shutil.rmtree(tmp_path / "register")


def test_findings_that_the_page_explains_exist() -> None:
    page = (HOW_TO / "load-the-trade-register.md").read_text("utf-8")
    folders = ("pipeline/ingest/feed", "sources/bg_registryagency_trade_register")
    code = "".join(
        path.read_text("utf-8") for folder in folders for path in (PROJECT / "src/karta" / folder).glob("*.py")
    )
    explained = [
        word.strip("` ") for line in page.splitlines() if line.startswith("| `")
        for word in line.split("|")[1].split(",")
    ]  # fmt: skip
    assert len(explained) == 7
    assert [word for word in (*explained, "truncated_file", "message_changed", "document_type", "no_day")
            if f'"{word}"' not in code] == []  # fmt: skip
