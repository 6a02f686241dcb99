"""The words of a PDF, read in a process of its own with bounds on time and memory: what applicants send is not trusted.

Run as a program it reads a PDF from standard input and prints a JSON list: the properties first, then every page.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import subprocess
import sys

SECONDS = 40
MEMORY = 1024 * 1024 * 1024  # bytes
MOST_PAGES = 100


def words_of(pdf: bytes) -> list[str] | None:
    """Texts of a PDF: its properties (author, title …), then its pages; None where it cannot be read, or holds none."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-m", __name__], input=pdf, capture_output=True, timeout=SECONDS, check=True
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return found if any(text.strip() for text in found[1:]) else None


def _read(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    logging.disable()  # what a damaged file makes pypdf say holds words of the file
    reader = PdfReader(io.BytesIO(pdf))
    told = " \n".join(str(value) for value in (reader.metadata or {}).values())
    return [told, *(page.extract_text() for page in reader.pages[:MOST_PAGES])]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(json.dumps(_read(sys.stdin.buffer.read())))
