"""JSON-LD in a page: the words of schema.org as the text of a script element. Natural persons are never in it."""

from __future__ import annotations

import json
from typing import Any

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


def script(thing: Thing) -> str:
    """The text of a script element: no name in it can end the element."""
    text = json.dumps({"@context": CONTEXT, **known(thing)}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def known(thing: Thing) -> Thing:
    """Without what is unknown: a property that is absent says so."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], {})}
