"""In continuous integration: each requirement of a room that stands has a test of its name that passed, not only one
that exists or was left out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml

NAMED = re.compile(r"::test_([a-z]+)_(\d\d)_")


def wanted() -> set[str]:
    """Numbers that must have a passing test: S and I of the rooms that stand, but those that wait with a reason."""
    told = yaml.safe_load(Path(__file__).with_name("requirements.yml").read_text("utf-8"))
    standing = (told["rooms"][name]["requirements"] for name in told["standing"])
    return {number for room in standing for number, entry in room.items() if entry["mark"] in "SI"} - set(told["later"])


def number_of(nodeid: str) -> str | None:
    """The requirement that a test is named after: "POR-06" of "…::test_por_06_an_item…"."""
    found = NAMED.search(nodeid)
    return f"{found[1].upper()}-{found[2]}" if found else None


class Passing:
    """A pytest plugin: counts what passed, and fails a whole run in which a requirement went without."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.lacking: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed and (number := number_of(report.nodeid)):
            self.passed.add(number)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        config = session.config
        is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
        if is_whole and os.environ.get("CI") == "true" and not hasattr(config, "workerinput"):
            self.lacking = sorted(wanted() - self.passed)
            if self.lacking and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.lacking:
            terminalreporter.write_line(f"Requirements without a test that passed: {', '.join(self.lacking)}", red=True)
