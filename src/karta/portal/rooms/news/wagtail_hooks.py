"""What Wagtail's administration says and leaves out for this portal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from karta.portal.platform import gate
from karta.portal.rooms.news import queries, texts
from karta.portal.rooms.news.models import ContentPage

# wagtail-localize's synchronised mode fills untranslated parts with the source's words (adr/0032).
LEFT_OUT = {"localize-restart-translation", "localize-convert-to-alias"}


@hooks.register("construct_page_action_menu")
def leave_out(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:  # noqa: ARG001 - Wagtail's
    menu_items[:] = [item for item in menu_items if getattr(item, "name", None) not in LEFT_OUT]


@hooks.register("after_publish_page")
def say_what_to_look_at(request: HttpRequest, page: Any) -> None:
    """Words in the other alphabet, and names that only an editor can decide: said, not refused."""
    if not isinstance(page, ContentPage):
        return
    for problem in gate.warnings(texts.lines(page)):
        messages.warning(request, problem.message)
    waiting = queries.waiting_names(page)
    if waiting:
        said = _("Names that may mean an organisation: %(names)s.") % {"names": ", ".join(waiting)}
        address = reverse("news:names", args=[page.pk])
        messages.warning(request, format_html('{} <a href="{}">{}</a>', said, address, _("Decide")))
