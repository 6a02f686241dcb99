"""`make run-production` really done below a folder: PostgreSQL, nginx with TLS, two web processes, the worker, mail.

Systemd does not run where tests run: its units are checked by systemd's own verifier, and the processes that they name
are started by deploy/supervise.py, which reads the same command lines.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from conftest import leave_out
from live import free_port
from portal.mailbox import Mailbox, serving_mailbox, text_of
from postgresql import programs, put_migrated, server

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[3]
DEPLOY = PROJECT / "deploy"
HOST = "karta.example.org"
LIMIT = 40  # requests a minute of one address, so that a test can reach it


@dataclass
class Production:
    """A running portal: `root` holds what / would, `supervisor` is the process that runs all."""

    root: Path
    port: int
    http: int
    mailbox: Mailbox
    supervisor: subprocess.Popen[bytes]
    said: str

    def client(self, *, source: str = "127.0.0.1") -> httpx.Client:
        """A visitor who believes the portal's own certificate and no other."""
        trusting = ssl.create_default_context(cafile=str(self.root / "etc/karta/tls/certificate.pem"))
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}", headers={"Host": f"{HOST}:{self.port}"}, timeout=60,
            transport=_Named(verify=trusting, local_address=source), trust_env=False,
        )  # fmt: skip

    def run(self, *command: str) -> str:
        """What the operator types with `sudo karta …`."""
        env = os.environ | {"KARTA_ENV_FILE": str(self.root / "etc/karta/karta.env"), "KARTA_USER": ""}
        typed = [sys.executable, str(DEPLOY / "as_portal.py"), *command]
        done = subprocess.run(typed, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class _Named(httpx.HTTPTransport):
    """Asks the address of this machine for the certificate of the portal's name."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = HOST
        return super().handle_request(request)


@pytest.fixture(scope="module")
def production(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    for what, package in ((shutil.which("nginx"), "nginx"), (programs(), "postgresql")):
        if not what:
            leave_out(f"{package} is not installed: sudo apt-get install -y {package}")
    root = tmp_path_factory.mktemp("production")
    port, http = free_port(), free_port()
    with server() as postgresql, serving_mailbox() as mailbox:
        put_migrated(postgresql)
        env = {name: value for name, value in os.environ.items() if not name.startswith(("KARTA_", "DATABASE_URL"))}
        command = [sys.executable, str(DEPLOY / "install.py"), "--root", str(root), "--http", str(http), "--https",
                   str(port), "--host", HOST, "--smtp", f"smtp://127.0.0.1:{mailbox.port}", "--mail-from",
                   "Karta <karta@example.org>", "--admin", "operator@example.org", "--no-start"]  # fmt: skip
        said = subprocess.run(command, env=env | postgresql, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout + said.stderr
        settings = root / "etc/karta/karta.env"
        settings.write_text(settings.read_text("utf-8") + f"KARTA_RATE_LIMIT={LIMIT}\n", "utf-8")
        shutil.copytree(demo_data / "snapshots", root / "var/lib/karta/data/snapshots", symlinks=True)
        env |= {"KARTA_ENV_FILE": str(settings), "KARTA_USER": ""}
        with (root / "log").open("wb") as log:
            supervisor = subprocess.Popen([sys.executable, str(DEPLOY / "supervise.py")], env=env, stderr=log)
        try:
            _wait_for(root / "log", "running", supervisor)
            yield Production(root, port, http, mailbox, supervisor, said.stdout)
        finally:
            supervisor.terminate()
            supervisor.wait(timeout=60)


def _wait_for(log: Path, word: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        if f"karta: {word}" in log.read_text("utf-8"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{word}: not within 180 s\n{log.read_text('utf-8')[-3000:]}")


def test_what_the_installer_made_and_said(production: Production) -> None:
    assert re.search(
        rf"one-time link for 24 hours: https://{HOST}:{production.port}/bg/account/first/\S+", production.said
    )
    assert "a letter to operator@example.org was taken" in production.said
    settings = production.root / "etc/karta/karta.env"
    assert settings.stat().st_mode & 0o007 == 0
    assert (production.root / "etc/karta/tls/key.pem").stat().st_mode & 0o077 == 0
    assert (production.root / "var/lib/karta/state").stat().st_mode & 0o077 == 0
    password = re.search(r"postgres://karta:([^@]+)@", settings.read_text("utf-8"))
    assert password is not None
    assert len(password[1]) == 32
    assert password[1] not in production.said


def test_pages_come_over_tls_and_only_so(production: Production) -> None:
    with production.client() as visitor:
        for path in ("/readyz", "/healthz", "/bg/", "/en/map/", "/bg/events/"):
            answer = visitor.get(path)
            assert (path, answer.status_code, answer.http_version) == (path, 200, "HTTP/1.1")
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
        cookie = visitor.get("/bg/account/login/").headers["set-cookie"]
        assert "Secure" in cookie
        assert visitor.get("/readyz", headers={"Host": "elsewhere.example"}).status_code == 421
        assert "karta_map_published_timestamp_seconds" in visitor.get("/metrics").text
    with production.client(source="127.0.0.2") as stranger:
        assert stranger.get("/metrics").status_code == 403
    plain = httpx.get(f"http://127.0.0.1:{production.http}/bg/?a=1", headers={"Host": HOST}, trust_env=False)
    assert (plain.status_code, plain.headers["location"]) == (308, f"https://{HOST}:{production.port}/bg/?a=1")


def test_static_files_are_kept_for_a_year_and_compressed(production: Production) -> None:
    with production.client() as visitor:
        page = visitor.get("/bg/map/").text
        hashed = re.search(r'/static/[^"]+-[0-9A-Za-z_-]{8}\.js', page)
        assert hashed is not None
        answer = visitor.get(hashed[0])
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert visitor.get("/static/manifest.json").headers["cache-control"] == "public, max-age=300"
        assert visitor.get("/static/../karta.env").status_code == 404
        assert visitor.get("/static/..%2fstate/secret_key").status_code in (400, 404)


def test_what_is_too_large_is_refused_with_a_sentence(production: Production) -> None:
    with production.client() as visitor:
        answer = visitor.post("/bg/contact/", content=b"x" * (53 << 20))
    assert answer.status_code == 413
    assert "Файлът е твърде голям" in answer.text
    assert "Files of up to 50 MB" in answer.text


def test_limits_count_the_visitor_and_not_what_he_says_of_himself(production: Production) -> None:
    path = "/api/v1/organisations?limit=1"
    with production.client(source="127.0.0.2") as one, production.client(source="127.0.0.3") as other:
        told = [one.get(path, headers={"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(3)]
        left = [int(re.findall(r"r=(\d+)", answer.headers["ratelimit"])[0]) for answer in told]
        assert left in (
            [LIMIT - 1, LIMIT - 2, LIMIT - 3],
            [LIMIT - 1, LIMIT - 1, LIMIT - 2],
            [LIMIT - 1, LIMIT - 2, LIMIT - 1],
        )
        fresh = other.get(path).headers["ratelimit"]
        assert f"r={LIMIT - 1}" in fresh


def _contact(visitor: httpx.Client, number: int) -> httpx.Response:
    page = visitor.get("/bg/contact/")
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|sent_key)" value="([^"]+)"', page.text))
    said = {"kind": "question", "name": "Ирина", "email": f"irina{number}@example.org", "subject": "Среща",
            "text": "Кога е срещата?", **hidden}  # fmt: skip
    return visitor.post(
        "/bg/contact/", data=said, headers={"Referer": f"https://{visitor.headers['Host']}/bg/contact/"}
    )


def test_the_worker_sends_a_letter(production: Production) -> None:
    with production.client() as visitor:
        answer = _contact(visitor, 0)
    assert (answer.status_code, answer.headers["location"]) == (302, "/bg/contact/sent/")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(production.mailbox.letters) < 2:
        time.sleep(0.2)
    letter = production.mailbox.letters[-1]
    assert (letter["To"], letter["From"]) == ("irina0@example.org", "Karta <karta@example.org>")
    assert "Кога е срещата?" in text_of(letter)


def test_a_restart_loses_no_request(production: Production) -> None:
    before = _web_processes(production)
    statuses: list[tuple[str, int | str]] = []
    ended = threading.Event()

    def ask(what: str) -> None:
        number = 1
        with production.client() as visitor:
            while not ended.is_set():
                number += 1
                try:
                    answer = visitor.get("/bg/events/") if what == "GET" else _contact(visitor, number)
                    statuses.append((what, answer.status_code))
                except httpx.HTTPError as error:
                    statuses.append((what, repr(error)))

    visitors = [threading.Thread(target=ask, args=(what,)) for what in ("GET", "GET", "POST")]
    for one in visitors:
        one.start()
    try:
        production.supervisor.send_signal(signal.SIGHUP)
        _wait_for(production.root / "log", "restarted", production.supervisor)
    finally:
        ended.set()
        for one in visitors:
            one.join()
    after = _web_processes(production)
    assert len(before) == len(after) == 2
    assert before.isdisjoint(after)
    assert {status for what, status in statuses if what == "GET"} == {200}
    # 429 is the portal's own answer to whoever writes this often.
    assert {status for what, status in statuses if what == "POST"} <= {302, 429}
    assert ("POST", 302) in statuses
    assert len(statuses) > 20


def _web_processes(production: Production) -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"{production.root}/run/karta/web-".encode() in entry.read_bytes() and b"granian" in entry.read_bytes():
                found.add(int(entry.parts[2]))
        except OSError:
            continue
    return {one for one in found if int(Path(f"/proc/{one}/stat").read_text().split()[3]) == production.supervisor.pid}


def test_a_process_that_dies_is_started_again(production: Production) -> None:
    first = min(_web_processes(production))
    os.killpg(first, signal.SIGKILL)
    deadline = time.monotonic() + 60
    with production.client() as visitor:
        while time.monotonic() < deadline and (first in (now := _web_processes(production)) or len(now) < 2):
            assert visitor.get("/healthz").status_code == 200
            time.sleep(0.2)
    assert len(_web_processes(production)) == 2


def test_the_night_s_back_up(production: Production) -> None:
    said = production.run(str(DEPLOY / "process"), "backup")
    (made,) = (production.root / "var/backups/karta").iterdir()
    assert said.startswith(f"{made}: ")


def test_units_are_whole(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        leave_out("systemd-analyze is not installed: sudo apt-get install -y systemd")
    units = []
    for unit in (DEPLOY / "systemd").glob("karta*"):
        if unit.suffix != ".tmpfiles":
            text = unit.read_text("utf-8").replace("/opt/karta", str(PROJECT))
            (tmp_path / unit.name).write_text(text, "utf-8")
            units.append(tmp_path / unit.name.replace("@.", "@1."))
    (tmp_path / "karta-web@1.service").symlink_to("karta-web@.service")
    done = subprocess.run([verifier, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "karta" in line]
    assert (done.returncode, told) == (0, [])
    for unit in units:
        if unit.suffix == ".service":
            exposed = subprocess.run(
                [verifier, "security", "--offline=true", "--threshold=35", unit],
                capture_output=True,
                text=True,
                check=False,
            )
            assert exposed.returncode == 0, exposed.stdout[-500:]


def test_settings_file_names_every_setting_that_is_read() -> None:
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (DEPLOY / "karta.env").read_text("utf-8"), re.MULTILINE))
    code = [PROJECT / "src/karta/serve.py", *(PROJECT / "src/karta/portal/config").glob("*settings.py"),
            *(PROJECT / "src/karta/portal/platform").glob("*_settings.py"), DEPLOY / "process", DEPLOY / "install.py",
            PROJECT / "src/karta/portal/operations/management/commands/karta_backup.py"]  # fmt: skip
    text = "\n".join(path.read_text("utf-8") for path in code)
    read = set(re.findall(r"KARTA_(?:[A-Z0-9]+_)*[A-Z0-9]+(?![A-Z0-9_])", text))
    assert sorted(read - named - {"KARTA_ENV_FILE", "KARTA_USER", "KARTA_ADMIN"}) == []
    assert sorted(named - read - {"DATABASE_URL"}) == []
