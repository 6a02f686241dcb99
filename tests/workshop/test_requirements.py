"""A run of everything fails where a requirement has no test that passed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from requirements.passing import number_of, wanted

TESTS = Path(__file__).resolve().parents[1]


def run(folder: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest over one test, in a folder of its own, as continuous integration does it."""
    (folder / "conftest.py").write_text(
        "from requirements.passing import Passing\ndef pytest_configure(config):\n"
        "    config.pluginmanager.register(Passing())\n",
        "utf-8",
    )
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n", "utf-8")
    (folder / "test_one.py").write_text(test, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider", *arguments]
    env = {**os.environ, "CI": "true", "PYTHONPATH": str(TESTS), "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_requirement_without_a_passing_test_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "import pytest\ndef test_por_01_a(): pass\n@pytest.mark.skip\ndef test_por_02_b(): pass\n")
    assert done.returncode == 1, done.stdout
    said = next(line for line in done.stdout.splitlines() if line.startswith("Requirements without"))
    assert "POR-02" in said
    assert "POR-01" not in said


def test_a_run_of_some_tests_is_not_held_to_it(tmp_path: Path) -> None:
    assert run(tmp_path, "def test_por_01_a(): pass\n", "test_one.py").returncode == 0


def test_a_whole_run_passes_when_every_requirement_does(tmp_path: Path) -> None:
    names = (number.lower().replace("-", "_") for number in sorted(wanted()))
    done = run(tmp_path, "".join(f"def test_{name}_holds(): pass\n" for name in names), "--numprocesses", "2")
    assert done.returncode == 0, done.stdout


def test_tests_are_named_after_numbers_that_exist() -> None:
    assert number_of("tests/a/test_b.py::test_por_06_an_item[bg]") == "POR-06"
    assert number_of("tests/a/test_b.py::test_an_item") is None
    assert {"POR-06", "MAP-01", "X-08"} <= wanted()
    assert "MAP-10" not in wanted()
