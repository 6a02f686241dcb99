"""Documents as they arrive: counted while they stream, and recognised by what they are, not by what they say."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import filetype
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

MEGABYTES = 20
LARGEST = MEGABYTES * 1024 * 1024  # bytes of one document
PDF = "application/pdf"
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
ENDINGS = {  # every type that is taken, with the ending of its name
    PDF: "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    f"{OOXML}wordprocessingml.document": "docx",
    f"{OOXML}spreadsheetml.sheet": "xlsx",
    f"{OOXML}presentationml.presentation": "pptx",
    f"{ODF}text": "odt",
    f"{ODF}spreadsheet": "ods",
    f"{ODF}presentation": "odp",
}
# The part that a workbook, a text or slides must have, whatever the ending of the file's name says.
MAIN_PARTS = {
    "word/document.xml": f"{OOXML}wordprocessingml.document",
    "xl/workbook.xml": f"{OOXML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OOXML}presentationml.presentation",
}
MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic|Scripts)(/|$)", re.IGNORECASE)
# Control characters, path signs, and those that turn the direction of writing: "exe.pdf" that reads "fdp.exe".
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class NotTaken(ValueError):
    """A file that is not kept. The message says why and what to do, in the reader's language."""


class Counted(FileUploadHandler):
    """Stops to keep what goes beyond the limit. What is left is read and dropped, so that the page can say why."""

    field_name = ""  # until the first file begins

    def __init__(self, request: HttpRequest, largest: int | None = None) -> None:
        super().__init__(request)
        self.seen, self.largest = 0, largest or LARGEST

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        self.seen += len(raw_data)
        if self.seen > self.largest:
            self.request.too_large_field = str(self.field_name or "file")
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - the next handler makes the file
        return None


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of a file that may be kept. `size` in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


def count(request: HttpRequest, largest: int | None = None) -> None:
    """Have what the browser sends counted as it comes; call it before anything of the form is read.

    `largest`: bytes of all files of the form together; None: LARGEST.
    """
    request.too_large_field = ""
    request.upload_handlers.insert(0, Counted(request, largest))


def too_large_field(request: HttpRequest) -> str:
    """The field whose file went beyond the limit, "" for none; reads the form. What came after it is lost."""
    request.FILES  # noqa: B018 - reads the form, and the counting with it
    return str(request.too_large_field)


def is_too_large(request: HttpRequest) -> bool:
    """Whether a file went beyond the limit; reads the form."""
    return bool(too_large_field(request))


def take(file: Any, kinds: Collection[str] = ENDINGS) -> Taken:
    """Look at an uploaded file. `kinds`: media types that are taken here. Errors: NotTaken."""
    if not file.size:
        raise NotTaken(_("The file is empty."))
    media_type = _media_type(file)
    if media_type not in kinds:
        raise NotTaken(_("This kind of file is not taken here."))
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    stem = UNSAFE.sub("", str(file.name)).rpartition(".")[0].strip(". ") or "document"
    return Taken(f"{stem[:100]}.{ENDINGS[media_type]}", media_type, file.size, digest.hexdigest())


def _media_type(file: IO[bytes]) -> str:
    file.seek(0)
    guessed = filetype.guess(file.read(8192))
    said = guessed.mime if guessed else ""
    if said in ENDINGS and not said.startswith((OOXML, ODF)):
        return str(said)
    found = None
    with _opened(file) as packed:
        if packed is not None:
            found = _office_type(packed)
    if found not in ENDINGS:
        raise NotTaken(
            _("This kind of file is not taken. Send PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG or WebP.")
        )
    return str(found)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile | None]:
    """The file as the archive that office documents are; None where it is none."""
    file.seek(0)
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        yield None
        return
    with packed:
        yield packed


def _office_type(packed: zipfile.ZipFile) -> str | None:
    """What an archive is by the parts that it holds. Errors: NotTaken for one with macros."""
    names = set(packed.namelist())
    if any(MACROS.search(name) for name in names):
        raise NotTaken(_("The document holds macros. Save it without them and send it again."))
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in MAIN_PARTS.items() if part in names), None)
    if "mimetype" not in names or packed.getinfo("mimetype").file_size > 200:
        return None
    try:
        return packed.read("mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return None
