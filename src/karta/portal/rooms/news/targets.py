"""Which links inside the portal lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.documents import get_document_model
from wagtail.models import Page

from karta.portal.platform.gate import Line


def live(lines: Iterable[Line]) -> set[str]:
    """Of the targets `page:<id>` and `document:<id>` in these lines, those that are published or there."""
    asked: dict[str, set[int]] = {"page": set(), "document": set()}
    for line in lines:
        for link in line.links:
            kind, _, number = link.target.partition(":")
            if kind in asked and number.isdecimal():
                asked[kind].add(int(number))
    found = {f"page:{pk}" for pk in Page.objects.live().filter(pk__in=asked["page"]).values_list("pk", flat=True)}
    documents = get_document_model().objects.filter(pk__in=asked["document"]).values_list("pk", flat=True)
    return found | {f"document:{pk}" for pk in documents}
