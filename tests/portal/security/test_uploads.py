"""Files that people upload: what carries a script is refused, or handed out so that no browser runs it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.security.crawl import closed

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the files that it opened to the collector of garbage.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
PICTURES, DOCUMENTS = "/team/pages/images/add/", "/team/pages/documents/add/"


def picture(form: str = "PNG") -> bytes:
    held = io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(held, form)
    return held.getvalue()


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any, demo: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def upload(client: Client, where: str, name: str, held: bytes, kind: str) -> Any:
    return client.post(where, {"title": "x", "file": SimpleUploadedFile(name, held, kind)})


@pytest.mark.parametrize(
    ("name", "held", "kind"),
    [
        ("a.svg", SVG, "image/svg+xml"),
        ("a.png", SVG, "image/png"),
        ("a.jpg", b"<html>" + SCRIPT, "image/jpeg"),
        ("a.png.svg", picture(), "image/png"),
        ("a.html", picture(), "image/png"),
        ("a.png", b"", "image/png"),
        ("a.gif", b"GIF89a/*" + SCRIPT + b"*/", "image/gif"),
        ("../../a.svg", SVG, "image/png"),
    ],
)
def test_a_picture_that_is_none_is_refused_and_not_kept(
    keeper: Client, tmp_path: Path, name: str, held: bytes, kind: str
) -> None:
    answer = upload(keeper, PICTURES, name, held, kind)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not get_image_model().objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_picture_goes_out_as_one_whatever_hangs_behind_it(keeper: Client, client: Client) -> None:
    assert upload(keeper, PICTURES, "a.png", picture() + SCRIPT, "image/png").status_code == 302
    shown = closed(client.get(f"/media/{get_image_model().objects.get().file.name}"))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "script-src" in shown["Content-Security-Policy"] or "default-src 'self'" in shown["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.svg", "a.xhtml", "a.xml", "a.js", "a.exe", "a.pdf.html", "a"])
def test_documents_that_a_browser_would_run_are_refused(keeper: Client, tmp_path: Path, name: str) -> None:
    answer = upload(keeper, DOCUMENTS, name, SVG, "application/pdf")
    assert answer.status_code == 200
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("a.pdf", "application/pdf"), ("a.txt", "text/plain"), ("a.csv", "text/csv")]
)
def test_a_document_is_saved_never_opened_in_the_page(keeper: Client, client: Client, name: str, kind: str) -> None:
    assert upload(keeper, DOCUMENTS, name, b"<html>" + SCRIPT, "text/html").status_code == 302
    made = get_document_model().objects.get()
    shown = closed(client.get(made.url))
    assert shown["Content-Type"].partition(";")[0] == kind
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/media/{made.file.name}").status_code == 404  # past Wagtail's view there is no way


def test_a_pictures_name_and_title_stay_text(keeper: Client) -> None:
    answer = keeper.post(
        PICTURES,
        {"title": '"><img src=x onerror=alert(1)>', "file": SimpleUploadedFile("a.png", picture(), "image/png")},
    )
    assert answer.status_code == 302
    page = keeper.get("/team/pages/images/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("held", [SVG, b"<html>" + SCRIPT, b"\x89PNG\r\n", b"=cmd|' /C calc'!A0\n"])
def test_the_import_takes_any_bytes_as_rows_and_shows_them_as_text(data: Path, keeper: Client, held: bytes) -> None:
    answer = keeper.post("/bg/team/imports/", {"file": SimpleUploadedFile("<b>.csv", held, "text/html")}, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert(document" not in page
    assert "<b>.csv" not in page
