"""scripts/system.sh: says what is missing, installs it where it may, prints the one line elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/system.sh"
TOOLS = ("bash", "grep", "tail", "mktemp", "rm")


@pytest.fixture
def machine(tmp_path):
    """Runs the script on a machine whose programs are only those given, as shell texts; returns code and output."""

    def run(part: str, *, user: int, programs: dict[str, str], ci: bool = False) -> tuple[int, str]:
        for tool in TOOLS:
            (tmp_path / tool).symlink_to(shutil.which(tool))
        for name, text in {"id": f"echo {user}", **programs}.items():
            (tmp_path / name).write_text(f"#!/bin/bash\n{text}\n", "utf-8")
            (tmp_path / name).chmod(0o755)
        env = {"PATH": str(tmp_path)} | ({"CI": "true"} if ci else {})
        done = subprocess.run([SCRIPT, part], env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_nothing_is_said_when_the_browser_is_there(machine):
    assert machine("headless", user=1000, programs={"chromium-headless-shell": "exit 0"}) == (0, "")


def test_without_rights_the_one_line_is_printed_and_the_browser_tests_are_left_out(machine):
    code, said = machine("headless", user=1000, programs={"apt-get": "exit 1"})
    assert code == 0
    assert "  sudo apt-get install -y chromium-headless-shell\n" in said
    assert "the tests that need it are left out" in said


def test_leaving_out_is_a_failure_in_continuous_integration(machine):
    code, said = machine("headless", user=1000, programs={"apt-get": "exit 1"}, ci=True)
    assert (code, "left out" in said) == (1, False)


@pytest.mark.skipif(not Path("/etc/debian_version").exists(), reason="the script reads /etc/os-release")
def test_as_root_it_says_so_and_installs(machine, tmp_path):
    log = tmp_path / "asked"
    code, said = machine("headless", user=0, programs={"apt-get": f'echo "$@" >>{log}'})
    package = "chromium-headless-shell"
    assert (code, said) == (0, f"▸ Installing the system package {package} for the browser tests (apt-get, as root)\n")
    assert log.read_text("utf-8").splitlines()[-1] == f"install -qq -y --no-install-recommends {package}"


def test_a_python_without_venv_names_its_own_package(machine):
    python = 'case "$2" in *ensurepip*) exit 1;; *) echo 3.11;; esac'
    code, said = machine("venv", user=1000, programs={"python3": python})
    assert (code, "  sudo apt-get install -y python3.11-venv\n" in said) == (1, True)
