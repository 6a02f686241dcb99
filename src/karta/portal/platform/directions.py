"""Signs that turn the direction of writing, taken out of what browsers and mail programs draw.

`evil\u202egnp.exe` looks like `evilexe.png`. Names in Arabic or Hebrew need none of these signs: letters carry their
direction, and pages keep each name apart from its neighbours. What is kept and exported stays as it was written (X-04).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # embeddings, overrides, isolates and their ends
_TURNS = re.compile(f"[{TURNS}]")
_IN_HTML = re.compile(
    rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|&#(?:x20(?:2[a-e]|6[6-9])|82(?:3[4-8])|829[4-7]);", re.IGNORECASE
)


def straight(text: str) -> str:
    """A text without these signs."""
    return _TURNS.sub("", text)


class Straight:
    """Middleware: takes the signs out of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        if _IN_HTML.search(response.content):
            response.content = _IN_HTML.sub(b"", response.content)
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response
