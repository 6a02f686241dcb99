"""Files into the raw store: from a mirror, by hand, from an address of this machine."""

from __future__ import annotations

import gzip
import json
import threading
from datetime import UTC, date, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.ingest.versions import newest_version, versions
from pipeline.ingest.examples import a_manifest, write_file

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
PERSON = "7523169263"
TEXT = "id,name\n1,Първа\n2,Втора\n"


def everything_under(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_from_the_mirror_the_day_is_that_of_retrieval(tmp_path):
    write_file(tmp_path / "mirror" / "bg_test_sites", TEXT)
    fetched = fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    assert fetched.is_new
    assert fetched.version.retrieved == date(2026, 11, 2)
    assert fetched.version.name.startswith("20261102-")
    assert (fetched.version.folder / "sites.csv").read_text("utf-8") == TEXT
    assert json.loads((fetched.version.folder / "version.json").read_text("utf-8"))["origin"] == ["mirror"]


def test_the_same_files_make_no_new_version_and_others_do(tmp_path):
    file = write_file(tmp_path / "mirror" / "bg_test_sites", TEXT)
    first = fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    again = fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    assert (again.is_new, again.version) == (False, first.version)
    file.write_text(TEXT + "3,Трета\n", "utf-8")
    later = fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT.replace(hour=13))
    assert later.is_new
    kept = versions(tmp_path / "data", "bg_test_sites")
    assert [found.name for found in kept] == [first.version.name, later.version.name]
    assert newest_version(tmp_path / "data", "bg_test_sites") == later.version


def test_nowhere_says_which_page_and_where_to_put_it(tmp_path):
    with pytest.raises(
        FileProblem, match=r"download sites\.csv from https://example\.org/page and put it into"
    ) as caught:
        fetch(a_manifest(), tmp_path / "data", mirror=None, at=AT)
    assert "incoming" in caught.value.message_bg
    assert versions(tmp_path / "data", "bg_test_sites") == []


def test_a_file_put_there_by_hand_is_taken_and_not_kept_twice(tmp_path):
    by_hand = write_file(tmp_path / "data" / "raw" / "bg_test_sites" / "incoming", TEXT)
    fetched = fetch(a_manifest(), tmp_path / "data", mirror=None, at=AT)
    assert fetched.version.retrieved == date(2026, 11, 24)
    assert not by_hand.exists()


@pytest.mark.parametrize("name", ["sites.csv", "sites.csv.gz"])
def test_persons_are_not_stored(tmp_path, name):
    text = f"{TEXT}3,ЕТ „Проба – Примерова“\n4,{PERSON}\n"
    file = write_file(tmp_path / "data" / "raw" / "bg_test_sites" / "incoming", text, name=name)
    if name.endswith(".gz"):
        file.write_bytes(gzip.compress(text.encode()))
    manifest = a_manifest(files=[{"name": "sites", "file": name}])
    fetched = fetch(manifest, tmp_path / "data", mirror=None, at=AT)
    stored = (fetched.version.folder / name).read_bytes()
    stored = gzip.decompress(stored) if name.endswith(".gz") else stored
    assert stored.decode() == TEXT
    assert [(found.code, found.locator) for found in fetched.findings] == [
        ("natural_person", "sites.csv:4"),
        ("natural_person", "sites.csv:5"),
    ]
    left = everything_under(tmp_path / "data") + repr(fetched).encode()
    assert PERSON.encode() not in left
    assert "Примерова".encode() not in left


@pytest.mark.parametrize(
    ("text", "code"),
    [("id,name\n1,Първа\n2", "truncated_file"), ('id,name\n1,"Пър', "truncated_file"), ("", "empty_file")],
)
def test_a_bad_file_changes_nothing(tmp_path, text, code):
    write_file(tmp_path / "mirror" / "bg_test_sites", TEXT)
    good = fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    before = everything_under(tmp_path / "data")
    write_file(tmp_path / "mirror" / "bg_test_sites", text)
    with pytest.raises(FileProblem) as caught:
        fetch(a_manifest(), tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    assert caught.value.code == code
    assert everything_under(tmp_path / "data") == before
    assert newest_version(tmp_path / "data", "bg_test_sites") == good.version


def test_an_unfinished_version_is_none(tmp_path):
    write_file(tmp_path / "raw" / "bg_test_sites" / ".staging-1", "{}", name="version.json")
    write_file(tmp_path / "raw" / "bg_test_sites" / "20261124-00000000", TEXT)
    assert versions(tmp_path, "bg_test_sites") == []


class _Flaky(BaseHTTPRequestHandler):
    """Breaks off half-way the first time, then answers the rest that is asked for."""

    def __init__(self, state, *args):
        self.state = state
        super().__init__(*args)

    def do_GET(self):
        data = TEXT.encode()
        asked = self.headers.get("Range")
        self.state["ranges"].append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start : start + 10] if len(self.state["ranges"]) == 1 else data[start:])

    def log_message(self, *_):
        """Nothing: the test reads the state."""


@pytest.fixture
def flaky():
    state = {"ranges": []}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Flaky, state))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}/sites.csv"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_download_that_breaks_off_goes_on_where_it_stopped(tmp_path, flaky):
    state, url = flaky
    manifest = a_manifest(tested="address", files=[{"name": "sites", "url": url}])
    with pytest.raises(FileProblem, match="broke off after 10 of"):
        fetch(manifest, tmp_path / "data", mirror=None, at=AT)
    fetched = fetch(manifest, tmp_path / "data", mirror=None, at=AT)
    assert state["ranges"] == [None, "bytes=10-"]
    assert (fetched.version.folder / "sites.csv").read_text("utf-8") == TEXT
    assert fetched.version.retrieved == AT.date()
    assert list((tmp_path / "data" / "raw" / "bg_test_sites" / "incoming").iterdir()) == []


def test_an_address_that_does_not_answer(tmp_path):
    manifest = a_manifest(tested="address", files=[{"name": "sites", "url": "http://127.0.0.1:9/sites.csv"}])
    with pytest.raises(FileProblem) as caught:
        fetch(manifest, tmp_path / "data", mirror=None, at=AT)
    assert caught.value.code == "download_failed"


def test_documents_of_persons_are_not_stored(tmp_path):
    manifest = a_manifest(files=[{"name": "sites", "file": "sites.jsonl"}], sole_traders={"form": ["sole"]})
    lines = ['{"name": "Първа", "form": "ltd"}', f'{{"name": "{PERSON}"}}', '{"name": "Трета", "form": "sole"}']
    write_file(tmp_path / "mirror" / "bg_test_sites", "\n".join(lines), name="sites.jsonl")
    fetched = fetch(manifest, tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    assert (fetched.version.folder / "sites.jsonl").read_text("utf-8") == lines[0] + "\n"
    assert [(found.locator, found.column) for found in fetched.findings] == [
        ("sites.jsonl:2", "name"),
        ("sites.jsonl:3", "form"),
    ]
    assert PERSON.encode() not in everything_under(tmp_path / "data")


def test_columns_with_names_of_people_are_cut_off(tmp_path):
    manifest = a_manifest(private_columns=["signed"])
    write_file(tmp_path / "mirror" / "bg_test_sites", "id,signed,name\n1,Иван Примеров,Първа\n2,,Втора\n")
    fetched = fetch(manifest, tmp_path / "data", mirror=tmp_path / "mirror", at=AT)
    assert (fetched.version.folder / "sites.csv").read_text("utf-8") == TEXT
    assert "Иван".encode() not in everything_under(tmp_path / "data")
