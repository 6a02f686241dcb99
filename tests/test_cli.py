"""The command line: every command says what came of it, and an error says where, what, what to do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import KARTA


def karta(data: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    told = {"LC_ALL": "C.UTF-8", **os.environ, "KARTA_DATA": str(data), **env}
    return subprocess.run([KARTA, *arguments], env=told, capture_output=True, text=True, check=False, timeout=120)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


COMMANDS = ("sources", "fetch", "import", "build", "publish", "discard", "rollback", "diff", "snapshots", "query",
            "export", "match", "classify", "serve", "backup", "restore", "demo")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_complete(command: str, tmp_path: Path) -> None:
    assert f" {command} " in karta(tmp_path, "--help").stdout
    assert karta(tmp_path, command, "--help").returncode == 0


def test_build_json_tells_its_progress_and_ends_with_the_hash(data_copy: Path) -> None:
    done = karta(data_copy, "build", "--json")
    assert done.returncode == 0, done.stderr
    *progress, last = lines(done)
    assert [step["done"] for step in progress] == list(range(len(progress)))
    assert {step["total"] for step in progress} == {len(progress) + 1}  # the snapshot is there: no index is written
    assert set(progress[0]["message"]) == {"bg", "en"}
    assert [step["step"] for step in progress][-5:] == ["locate", "classify", "link", "assemble", "write"]
    assert set(last) == {"snapshot", "hash", "is_new", "engine", "findings", "linking", "checks_failed"}
    assert (last["is_new"], last["checks_failed"]) == (False, [])
    assert last["snapshot"].endswith(last["hash"][:12])


def test_the_demo_map_is_what_ships(demo_data: Path) -> None:
    manifest = json.loads((demo_data / "snapshots" / "current" / "manifest.json").read_text("utf-8"))
    records = {source["source_id"]: source["records"] for source in manifest["sources"]}
    assert records == {"bg_compiled_life_science": 251, "bg_hlscb_home_page": 119,
                       "bg_compiled_gazetteer": 5555, "eu_eurostat_nace": 996}  # fmt: skip
    assert manifest["tables"]["figures"]["rows"] == 505
    assert all(check["passed"] for check in manifest["checks"])
    assert (manifest["default_country"], manifest["synthetic"], manifest["has_places"]) == ("BG", False, True)
    assert {claim["measure"] for claim in manifest["ecosystem_claims"]} == {"organisations", "turnover", "jobs"}


def test_sources_lists_licence_freshness_rows_and_findings(demo_data: Path) -> None:
    found = {source["source_id"]: source for source in lines(karta(demo_data, "sources", "--json"))}
    listed = found["bg_compiled_life_science"]
    assert (listed["in_map"], listed["records"], listed["retrieved"]) == (True, 251, "2026-11-23")
    assert found["ro_mf_balance_sheets"]["in_map"] is False
    assert "bg_compiled_life_science" in karta(demo_data, "sources").stdout


def test_publish_rollback_discard_and_snapshots(data_copy: Path) -> None:
    (first,) = lines(karta(data_copy, "snapshots", "--json"))
    assert first["state"] == "current"
    built = lines(karta(data_copy, "build", "--only", "bg_compiled_life_science", "--json"))[-1]
    assert built["is_new"]
    states = [line["state"] for line in lines(karta(data_copy, "snapshots", "--json"))]
    assert states == ["current", "candidate"]
    changed = lines(karta(data_copy, "diff", "--json"))[0]
    assert {change["reason"] for change in changed["changes"]} <= {"removed_source", "link"}
    assert changed["counts"]["removed"] > 100
    assert lines(karta(data_copy, "publish", "--json")) == [{"current": built["snapshot"]}]
    assert lines(karta(data_copy, "rollback", "--json")) == [{"current": first["name"]}]
    assert karta(data_copy, "discard", built["snapshot"]).returncode == 0
    assert lines(karta(data_copy, "snapshots", "--json")) == [first]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["publish", "nothing"], "there is no snapshot 'nothing'; `karta snapshots` lists them"),
        (["discard", "current"], "is current and cannot be discarded; publish another or roll back first"),
        (["rollback"], "nothing was published before the current snapshot"),
        (["build", "--only", "no_such"], "there is no source 'no_such'"),
        (["query", "--distric", "PAZ"], "no such filter"),
        (["query", "--headcount-min", "many"], "--headcount-min many"),
    ],
)
def test_an_error_says_where_what_and_what_to_do(demo_data: Path, arguments: list[str], says: str) -> None:
    done = karta(demo_data, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in karta(demo_data, *arguments, "--debug").stderr


def test_an_error_speaks_the_language_of_the_terminal_and_json_both(demo_data: Path) -> None:
    assert "няма снимка" in karta(demo_data, "publish", "x", LC_ALL="bg_BG.UTF-8").stderr
    (error,) = lines(karta(demo_data, "publish", "x", "--json"))
    assert set(error) == {"error"}
    assert set(error["error"]) == {"code", "message_en", "message_bg"}
    assert error["error"]["code"] == "no_snapshot"


def test_a_broken_map_file_changes_nothing(data_copy: Path) -> None:
    (data_copy / "map.yml").write_text("sources: many\n")
    done = karta(data_copy, "build")
    assert done.returncode == 1
    assert "map.yml sources is a list of source ids" in done.stderr
    assert karta(data_copy, "query", "--district", "PAZ").returncode == 0


def test_a_broken_decision_names_its_line(data_copy: Path) -> None:
    (data_copy / "decisions.jsonl").write_text('{"decision": "prefer claim", "by": "x"}\n')
    done = karta(data_copy, "build")
    assert done.returncode == 1
    assert "decisions.jsonl line 1: not a decision" in done.stderr


def test_an_accepted_correction_reaches_the_next_build(data_copy: Path) -> None:
    line = {"id": "correction-1", "decision": "add claim", "by": "steward", "at": "2026-11-24T10:00:00Z",
            "reason": "page", "org_id": "bg-eik-831902088", "property": "headcount", "period": "2025",
            "value": "4800", "unit": "persons", "source_url": "https://example.org/report"}  # fmt: skip
    (data_copy / "decisions.jsonl").write_text(json.dumps(line) + "\n")
    assert karta(data_copy, "build").returncode == 0
    changed = lines(karta(data_copy, "diff", "--json"))[0]
    assert [(c["org_id"], c["measure"], c["reason"], c["after"]["value"]) for c in changed["changes"]] == [
        ("bg-eik-831902088", "headcount", "correction", 4800.0)
    ]
    undo = {"id": "undo-1", "decision": "undo", "undoes": "correction-1", "by": "steward", "at": "2026-11-25T10:00:00Z"}
    with (data_copy / "decisions.jsonl").open("a") as file:
        file.write(json.dumps(undo) + "\n")
    assert lines(karta(data_copy, "build", "--json"))[-1]["is_new"] is False
