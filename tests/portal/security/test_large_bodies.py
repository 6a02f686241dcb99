"""A gigabyte is refused at once: nothing of it is kept in memory or on disk, and the page says what is taken."""

from __future__ import annotations

import re
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from live import LivePortal

pytestmark = pytest.mark.once

GIGABYTE = 1024**3
PIECE = b"\0" * (1 << 20)
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: multipart/form-data; boundary=edge\r\n"
    "{cookie}{length}\r\n"
)
PART = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\nContent-Type: text/csv\r\n\r\n'


def port_of(portal: LivePortal) -> int:
    return int(portal.url.rsplit(":", 1)[1])


def memory_of(portal: LivePortal) -> int:
    """Bytes in memory of all processes that serve this portal."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            environment = (status.parent / "environ").read_bytes()
            if f"KARTA_DATA={portal.data}".encode() in environment:
                found = re.search(r"VmRSS:\s+(\d+)", status.read_text())
                total += int(found[1]) * 1024 if found else 0
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return total


def kept_by(portal: LivePortal) -> int:
    """Bytes of files that any of its processes has open or has in the folder of temporary files."""
    found = {path.stat().st_ino: path.stat().st_size for path in Path(tempfile.gettempdir()).glob("*.upload*")}
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"KARTA_DATA={portal.data}".encode() not in environment.read_bytes():
                continue
            for held in (environment.parent / "fd").iterdir():
                if ".upload" in str(held.readlink()):
                    found[held.stat().st_ino] = held.stat().st_size
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return sum(found.values())


class Watch:
    """The most that was seen while a block ran."""

    def __init__(self, portal: LivePortal) -> None:
        self.portal, self.memory, self.files, self._ends = portal, 0, 0, threading.Event()

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def _look(self) -> None:
        while not self._ends.is_set():
            self.memory = max(self.memory, memory_of(self.portal))
            self.files = max(self.files, kept_by(self.portal))
            time.sleep(0.1)

    def __exit__(self, *_: Any) -> None:
        self._ends.set()
        self._thread.join()


def send(portal: LivePortal, path: str, *, cookie: str = "", chunked: bool = False) -> tuple[str, int]:
    """Stream a gigabyte until the portal answers or hangs up; its answer, and how many bytes it let us send."""
    length = "Transfer-Encoding: chunked\r\n" if chunked else f"Content-Length: {GIGABYTE + len(PART)}\r\n"
    head = HEAD.format(path=path, port=port_of(portal), cookie=f"Cookie: {cookie}\r\n" if cookie else "", length=length)
    piece = f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n" if chunked else PIECE
    first = f"{len(PART):x}\r\n".encode() + PART + b"\r\n" if chunked else PART
    answer, sent = b"", 0
    with socket.create_connection(("127.0.0.1", port_of(portal)), timeout=60) as line:
        line.sendall(head.encode() + first)
        try:
            while sent < GIGABYTE:
                line.setblocking(False)
                try:
                    answer += line.recv(1 << 16)
                    break
                except BlockingIOError:
                    pass
                finally:
                    line.settimeout(60)
                line.sendall(piece)
                sent += len(PIECE)
            else:
                line.sendall(b"0\r\n\r\n" if chunked else b"\r\n--edge--\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        line.settimeout(10)
        try:
            while more := line.recv(1 << 16):
                answer += more
        except (ConnectionResetError, TimeoutError):
            pass
    return answer.decode("utf-8", "replace"), sent


@pytest.mark.parametrize("path", ["/bg/team/imports/", "/bg/contact/", "/team/pages/documents/multiple/add/"])
@pytest.mark.parametrize("cookie", ["", "sessionid=abcdefghijklmnopqrstuvwxyz012345"])
def test_a_gigabyte_is_refused_before_it_is_read(live_portal: LivePortal, path: str, cookie: str) -> None:
    before = memory_of(live_portal)
    with Watch(live_portal) as seen:
        answer, sent = send(live_portal, path, cookie=cookie)
    assert answer.startswith("HTTP/1.1 413")
    assert sent < 32 * len(PIECE)
    assert seen.memory - before < 64 * 1024 * 1024
    assert seen.files == 0


def test_a_gigabyte_without_a_length_is_not_kept_either(live_portal: LivePortal) -> None:
    before = memory_of(live_portal)
    with Watch(live_portal) as seen:
        answer, _sent = send(live_portal, "/bg/contact/", chunked=True)
    assert re.match(r"HTTP/1.1 (4\d\d)", answer), answer[:80]
    assert seen.memory - before < 64 * 1024 * 1024
    assert seen.files == 0


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/bg/contact/", "Файлът е твърде голям"),
        ("/en/contact/", "The file is too large"),
        ("/api/v1/reconcile", "content_too_large"),
    ],
)
@pytest.mark.usefixtures("demo")
def test_what_is_too_large_is_said_in_the_readers_language(client: Client, path: str, said: str) -> None:
    answer = client.post(path, b"", content_type="multipart/form-data; boundary=edge", CONTENT_LENGTH=GIGABYTE)
    assert answer.status_code == 413
    assert said in answer.content.decode()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("length", ["-1", "1e9", "ten"])
def test_a_length_that_is_none_is_refused(client: Client, length: str) -> None:
    answer = client.post("/en/contact/", b"", content_type="text/plain", CONTENT_LENGTH=length)
    assert answer.status_code == 400


@pytest.mark.usefixtures("demo")
def test_more_fields_than_a_form_has_and_longer_ones_are_too_large(client: Client) -> None:
    assert client.post("/bg/contact/", {f"field{number}": "x" for number in range(10_001)}).status_code == 413
    answer = client.post("/bg/contact/", {"text": "x" * (5 * 1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert "Файлът е твърде голям" in answer.content.decode()
