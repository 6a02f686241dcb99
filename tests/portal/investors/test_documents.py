"""Documents: taken by what they are, kept apart, opened by whom they were released to, each opening told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from karta.explore.rows import OrganisationRow
from karta.portal.platform import uploads
from karta.portal.rooms.investors import services
from karta.portal.rooms.investors.documents import services as documents
from karta.portal.rooms.investors.errors import NotThere
from karta.portal.rooms.investors.models import Document, Opening, Release, Version
from portal.investors.conftest import AT, PDF, Person, document, download, kept_files, upload, workbook

pytestmark = pytest.mark.django_db
Keeper = Callable[[str, str], Person]
Investors = Callable[..., Person]
CANARY = b"canary-of-a-document"


def packed(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def office(main: str, **more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": b"<Types/>", main.replace("/", "__"): b"<x/>"}, **more)


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (PDF, "plan.pdf", "pdf"),
        (PDF, "plan.html", "pdf"),  # what it is counts, not what its name says
        (PNG, "a.png", "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a.jpeg", "jpg"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a.webp", "webp"),
        (office("word/document.xml"), "план.docx", "docx"),
        (office("ppt/presentation.xml"), "a.pptx", "pptx"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"}), "a.odt", "odt"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a.ods", "ods"),
    ],
)
def test_documents_are_taken_by_what_they_are(content: bytes, name: str, ending: str) -> None:
    taken = uploads.take(upload(content, name, "text/html"))
    assert taken.name == f"{name.rpartition('.')[0]}.{ending}"
    assert uploads.ENDINGS[taken.media_type] == ending
    assert taken.size == len(content)


def test_a_workbook_as_a_program_writes_it_is_one() -> None:
    assert uploads.take(upload(workbook(), "a.xlsx")).name == "a.xlsx"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><script>alert(1)</script>", "not taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not taken"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "not taken"),
        (b"MZ\x90\x00\x03", "not taken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not taken"),  # .doc of before 2007
        (b"GIF89a\x01\x00\x01\x00", "not taken"),
        (b"just text", "not taken"),
        (packed(**{"index.html": b"<script>"}), "not taken"),
        (packed(mimetype=b"text/html"), "not taken"),
        (office("other.xml"), "not taken"),
        (office("word/document.xml", word__vbaProject__bin=b"x"), None),
        (packed(**{"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}), "macros"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text", Basic__script=b"x"), "macros"),
    ],
)
def test_what_is_no_document_is_refused_and_said_why(content: bytes, said: str | None) -> None:
    from django.utils import translation

    file = upload(content, "plan.pdf", "application/pdf")
    with translation.override("en"):
        if said is None:
            assert uploads.take(file).media_type.endswith("wordprocessingml.document")
            return
        with pytest.raises(uploads.NotTaken, match=said):
            uploads.take(file)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("invoice\u202efdp.pdf", "invoicefdp.pdf"),
        ("..\\..\\etc\\passwd.pdf", "etcpasswd.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil 1.pdf"),
        (".pdf", "document.pdf"),
        ("план на Αθήνα 🚀.pdf", "план на Αθήνα 🚀.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_lose_what_deceives(name: str, kept: str) -> None:
    file = upload(PDF, "a.pdf")
    file._name = name  # as a browser sends it: Django itself cuts paths off
    assert uploads.take(file).name == kept


def test_an_upload_is_kept_apart_and_downloads_as_what_it_is(org: str, keeper_of: Keeper, client: Client) -> None:
    maria = keeper_of("maria", org)
    said = {"title": "Plan", "file": upload(PDF + CANARY, "план.pdf", "text/html")}
    answer = maria.client.post(f"/en/investors/company/{org}/documents/", said)
    paper = Document.objects.get()
    assert answer["Location"] == f"/en/investors/documents/{paper.pk}/"
    version = paper.versions.get()
    assert version.file.name.startswith(f"investors/{paper.pk}/1-")
    assert "план" not in version.file.name
    for path in (f"/media/{version.file.name}", f"/documents/1/{version.name}"):
        for reader in (client, maria.client):
            assert reader.get(path).status_code == 404
    answer = maria.client.get(f"/en/investors/documents/{paper.pk}/file/")
    assert b"".join(answer.streaming_content) == PDF + CANARY
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_file_over_the_limit_is_said_and_nothing_of_it_is_kept(
    org: str, keeper_of: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria = keeper_of("maria", org)
    monkeypatch.setattr(uploads, "LARGEST", 200_000)
    said = {"title": "Plan", "file": upload(PDF + b"x" * 3_000_000)}
    answer = maria.client.post(f"/en/investors/company/{org}/documents/", said)
    assert answer.status_code == 422
    assert f"larger than {uploads.MEGABYTES} MB" in answer.content.decode()
    assert not Document.objects.exists()
    assert kept_files() == []
    said = {"title": "Plan", "file": upload(PDF + b"x" * 100_000)}
    assert maria.client.post(f"/en/investors/company/{org}/documents/", said).status_code == 302


def test_the_counting_stops_while_the_file_streams() -> None:
    from django.core.files.uploadhandler import StopUpload

    class Asked:
        too_large_field = ""

    counted = uploads.Counted(Asked())  # type: ignore[arg-type]
    chunk = b"x" * 64 * 1024
    fitting = uploads.LARGEST // len(chunk)
    for _ in range(fitting):
        assert counted.receive_data_chunk(chunk, 0) == chunk
    with pytest.raises(StopUpload):
        counted.receive_data_chunk(chunk, 0)
    assert counted.request.too_large_field == "file"


def test_an_upload_without_its_token_is_refused(org: str, keeper_of: Keeper) -> None:
    maria = keeper_of("maria", org)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(maria.user)
    said = {"title": "Plan", "file": upload()}
    assert strict.post(f"/en/investors/company/{org}/documents/", said).status_code == 403
    paper = document(org, maria.user)
    path = f"/en/investors/documents/{paper.pk}/versions/"
    assert strict.post(path, {"file": upload()}).status_code == 403
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"file": ""}, {"title": "a\nb"}, {"file": upload(b"<html>", "a.pdf")}]
)
def test_what_cannot_be_kept_is_said_on_the_page(org: str, keeper_of: Keeper, change: dict[str, Any]) -> None:
    maria = keeper_of("maria", org)
    answer = maria.client.post(f"/bg/investors/company/{org}/documents/", {"title": "План", "file": upload()} | change)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Document.objects.exists()


def test_a_released_document_opens_for_that_person_alone_until_it_is_taken_back(
    org: str, keeper_of: Keeper, investor: Investors, person: Any, keeper: Client
) -> None:
    maria, other_keeper = keeper_of("maria", org), keeper_of("mina", "org_other")
    ana, colleague, rival = investor("ana", "Fund A"), investor("asen", "Fund A"), investor("rada", "Fund R")
    paper = document(org, maria.user, PDF + CANARY)
    path = f"/en/investors/documents/{paper.pk}/file/"
    refused = [ana, colleague, rival, other_keeper, person("anybody")]
    assert [one.client.get(path).status_code for one in refused] == [404] * 5
    assert keeper.get(path).status_code == 404  # the team opens none
    assert Client().get(path).status_code == 302
    maria.client.post(f"/en/investors/documents/{paper.pk}/release/", {"email": ana.email})
    assert download(ana, path) == PDF + CANARY
    assert "Plan" in ana.client.get(f"/en/investors/organisations/{org}/").content.decode()
    assert "Plan" in ana.client.get("/en/investors/desk/").content.decode()
    for one in (colleague, rival, other_keeper):
        assert one.client.get(path).status_code == 404
    for one in (colleague, rival):
        assert "Plan" not in one.client.get(f"/en/investors/organisations/{org}/").content.decode()
        assert "Plan" not in one.client.get("/en/investors/desk/").content.decode()
    standing = Release.objects.get()
    maria.client.post(f"/en/investors/documents/{paper.pk}/release/{standing.pk}/")
    assert ana.client.get(path).status_code == 404
    assert "Plan" not in ana.client.get("/en/investors/desk/").content.decode()


def test_every_opening_is_told_to_the_owner(org: str, keeper_of: Keeper, investor: Investors) -> None:
    maria, ana = keeper_of("maria", org), investor("ana", "Fund A")
    paper = document(org, maria.user)
    assert ana.seat is not None
    documents.release(document_id=paper.pk, seat=ana.seat, by=maria.user, at=AT)
    path = f"/en/investors/documents/{paper.pk}/file/"
    assert ana.client.head(path).status_code == 405
    assert not Opening.objects.exists()
    for one in (ana, ana, maria):
        assert download(one, path) == PDF
    assert [(one.seat, one.by) for one in Opening.objects.order_by("pk")] == [
        (ana.seat, ana.user), (ana.seat, ana.user), (None, maria.user),
    ]  # fmt: skip
    page = maria.client.get(f"/en/investors/documents/{paper.pk}/").content.decode()
    assert page.count("Fund A") >= 2
    assert "your organisation" in page
    assert ana.client.get(f"/en/investors/documents/{paper.pk}/").status_code == 404  # the log is the owner's


def test_versions_are_kept_and_the_newest_opens(org: str, keeper_of: Keeper, investor: Investors) -> None:
    maria, ana = keeper_of("maria", org), investor("ana", "Fund A")
    paper = document(org, maria.user, PDF + b"one")
    assert ana.seat is not None
    documents.release(document_id=paper.pk, seat=ana.seat, by=maria.user, at=AT)
    maria.client.post(f"/en/investors/documents/{paper.pk}/versions/", {"file": upload(PDF + b"two")})
    path = f"/en/investors/documents/{paper.pk}/file/"
    assert download(ana, path) == PDF + b"two"
    assert download(maria, f"{path}1/") == PDF + b"one"
    assert ana.client.get(f"{path}1/").status_code == 404
    assert maria.client.get(f"{path}3/").status_code == 404


def test_a_removed_document_and_its_files_are_gone(
    org: str, keeper_of: Keeper, investor: Investors, django_capture_on_commit_callbacks: Any
) -> None:
    maria, ana = keeper_of("maria", org), investor("ana", "Fund A")
    paper = document(org, maria.user)
    assert ana.seat is not None
    documents.release(document_id=paper.pk, seat=ana.seat, by=maria.user, at=AT)
    name = paper.versions.get().file.name
    path = f"/en/investors/documents/{paper.pk}/"
    maria.client.post(f"{path}remove/", {})
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        maria.client.post(f"{path}remove/", {"sure": "1"})
    assert not default_storage.exists(name)
    assert ana.client.get(f"{path}file/").status_code == 404
    assert maria.client.get(path).status_code == 404


def test_a_company_releases_to_whom_it_was_asked_to_meet_or_whose_address_it_knows(
    org: str, keeper_of: Keeper, investor: Investors, steward: Any
) -> None:
    maria, ana, rival = keeper_of("maria", org), investor("ana", "Fund A"), investor("rada", "Fund R")
    paper = document(org, maria.user)
    assert ana.seat is not None
    assert rival.seat is not None
    path = f"/en/investors/documents/{paper.pk}/"
    page = maria.client.get(path).content.decode()
    assert "Fund A" not in page  # nobody is listed before they asked
    answer = maria.client.post(f"{path}release/", {"seat": rival.seat.pk})
    assert answer.status_code == 422
    made = services.ask_introduction(seat=ana.seat, org_id=org, words="Hello.", by=ana.user, at=AT)
    assert "Fund A" not in maria.client.get(path).content.decode()
    name = {"bg": "Д", "en": "C"}
    services.put_to_company(introduction_id=made.pk, org_ids=[org], company=name, by=steward, at=AT)
    page = maria.client.get(path).content.decode()
    assert "Fund A" in page
    assert ana.seat.name not in page
    assert ana.email not in page
    assert maria.client.post(f"{path}release/", {"seat": ana.seat.pk}).status_code == 302
    assert Release.objects.get().seat == ana.seat
    assert maria.client.post(f"{path}release/", {"email": "nobody@example.org"}).status_code == 422


def test_addresses_are_not_guessed_without_end(org: str, keeper_of: Keeper) -> None:
    maria = keeper_of("maria", org)
    path = f"/en/investors/documents/{document(org, maria.user).pk}/release/"
    codes = [maria.client.post(path, {"email": f"guess{n}@example.org"}).status_code for n in range(12)]
    assert codes == [422] * 10 + [429] * 2


def test_another_organisations_document_is_not_there_for_any_verb(
    companies: list[OrganisationRow], keeper_of: Keeper, investor: Investors
) -> None:
    maria, mina = keeper_of("maria", companies[0].org_id), keeper_of("mina", companies[1].org_id)
    ana = investor("ana", "Fund A")
    paper = document(companies[0].org_id, maria.user)
    assert ana.seat is not None
    standing = documents.release(document_id=paper.pk, seat=ana.seat, by=maria.user, at=AT)
    base = f"/en/investors/documents/{paper.pk}/"
    for one in (mina, ana):
        for path, said in (
            ("versions/", {"file": upload()}), ("release/", {"email": ana.email}), (f"release/{standing.pk}/", {}),
            ("remove/", {"sure": "1"}),
        ):  # fmt: skip
            assert one.client.post(base + path, said).status_code == 404, path
        assert one.client.get(base).status_code == 404
    own = document(companies[1].org_id, mina.user)
    # another's release under one's own document
    assert mina.client.post(f"/en/investors/documents/{own.pk}/release/{standing.pk}/").status_code == 404
    for service, said in (
        (documents.take_back, {"release_id": standing.pk}),
        (documents.remove_document, {}),
        (documents.release, {"seat": ana.seat}),
    ):
        with pytest.raises(NotThere):
            service(document_id=paper.pk, by=mina.user, at=AT, **said)  # type: ignore[operator]
    standing.refresh_from_db()
    assert standing.ended_at is None
    assert paper.versions.count() == 1


def test_a_map_that_joins_two_organisations_gives_neither_the_others_papers(
    companies: list[OrganisationRow], keeper_of: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from karta.portal.directory import representatives

    one, other = companies[0].org_id, companies[1].org_id
    maria, mina = keeper_of("maria", one), keeper_of("mina", other)
    paper = document(one, maria.user)
    monkeypatch.setattr(representatives, "represented", lambda _user: frozenset({one}))
    assert mina.client.get(f"/en/investors/documents/{paper.pk}/file/").status_code == 404
    assert mina.client.get(f"/en/investors/company/{one}/").status_code == 404
    assert download(maria, f"/en/investors/documents/{paper.pk}/file/") == PDF


@pytest.mark.parametrize("items", [1, 3])
def test_company_page_query_budget(org: str, keeper_of: Keeper, items: int, django_assert_num_queries: Any) -> None:
    maria = keeper_of("maria", org)
    for number in range(items):
        document(org, maria.user, title=f"Plan {number}")
    with django_assert_num_queries(10):
        assert maria.client.get(f"/en/investors/company/{org}/").content.count(b'<th scope="row">') == items
