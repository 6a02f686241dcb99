"""Reading a message in XML: one element at a time, nothing from outside the file, nothing half."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn, cast

from lxml import etree

from karta.pipeline.ingest.errors import FileProblem


def elements(path: Path, *, root: str, tag: str) -> Iterator[tuple[int, etree._Element]]:
    """(number from 1, element) for every element `tag` of an XML file, in order; each is freed when the next is asked.

    Tags as `{namespace}name`. Memory does not grow with the file. Errors: FileProblem for a file that is missing,
    empty, cut off, no XML, has another root, or declares a document type, through which entities could bring in other
    files or grow without bounds. No message repeats what stands in the file.
    """
    with _opened(path) as file:
        # libxml2's own limits stay on (huge_tree): no text above 10 MB, no nesting above 256.
        context = etree.iterparse(
            file, events=("start", "end"), tag=(root, tag), resolve_entities=False, load_dtd=False, no_network=True
        )
        number, is_checked = 0, False
        try:
            for event, element in context:
                if not is_checked:
                    _check(path, element, root)
                    is_checked = True
                if event == "end" and element.tag == tag:
                    number += 1
                    yield number, element
                    _free(element)
        except etree.XMLSyntaxError as error:
            _refuse(path, number, error)
        if not is_checked:
            _fail("not_a_message", path, "has another root element than a message; put the right file there",
                  "е с друг коренов елемент, не е съобщение; поставете верния файл")  # fmt: skip


def _opened(path: Path) -> IO[bytes]:
    try:
        return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")
    except FileNotFoundError:
        _fail("missing_file", path, "is not there; fetch the source again", "липсва; изтеглете източника отново")


def _check(path: Path, first: etree._Element, root: str) -> None:
    if first.getroottree().docinfo.internalDTD is not None:
        _fail("document_type", path, "declares a document type, which a message never does; it was not read. Fetch it "
              "again, and tell the publisher if it comes that way",
              "обявява тип на документа, какъвто съобщение няма; не е прочетен. Изтеглете го отново и уведомете "
              "издателя, ако пак е такъв")  # fmt: skip
    if first.tag != root:
        _fail("not_a_message", path, "has another root element than a message; put the right file there",
              "е с друг коренов елемент, не е съобщение; поставете верния файл")  # fmt: skip


def _free(element: etree._Element) -> None:
    """Forget an element and those before it, which lxml would keep until the end of the file."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _refuse(path: Path, number: int, error: etree.XMLSyntaxError) -> NoReturn:
    """The parser's own words may quote the file, so only the line is told; and nothing of the error is kept."""
    line = error.lineno or 0
    if path.stat().st_size == 0:
        _fail("empty_file", path, "is empty; fetch it again", "е празен; изтеглете го отново")
    _fail("truncated_file", path,
          f"breaks off or is no XML after {number} whole deeds (line {line}); none of it was taken in, fetch it again",
          f"прекъсва или не е XML след {number} цели партиди (ред {line}); нищо от него не е прието, изтеглете го "
          "отново")  # fmt: skip


def _fail(code: str, path: Path, en: str, bg: str) -> NoReturn:
    raise FileProblem(code, f"{path.name} {en}", f"{path.name} {bg}") from None
