"""Makes news items and pages through Wagtail as its administration does."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale

from karta.portal.rooms.news.models import HomePage, NewsIndexPage, NewsItem, StandingPage


def text(html: str) -> tuple[str, Any]:
    return ("text", html)


def item(language: str = "bg", *, title: str, body: list[tuple[str, Any]] | None = None, **fields: Any) -> NewsItem:
    """A published item; `translates`: the item of the other language that it translates."""
    return _made(NewsIndexPage, NewsItem, language, title, body, fields)


def standing(
    language: str = "bg", *, title: str, body: list[tuple[str, Any]] | None = None, **fields: Any
) -> StandingPage:
    """A published standing page."""
    return _made(HomePage, StandingPage, language, title, body, fields)


def _made(parents: Any, model: Any, language: str, title: str, body: Any, fields: dict[str, Any]) -> Any:
    translates, publish = fields.pop("translates", None), fields.pop("publish", True)
    locale = Locale.objects.get(language_code=language)
    parent = parents.objects.get(locale=locale)
    page = model(title=title, locale=locale, body=body or [], **fields)
    if translates is not None:
        page.translation_key = translates.translation_key
        page.translates_version = translates.versions.first().number
    page.live = False
    parent.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()
    return model.objects.get(pk=page.pk)


def change(page: Any, *, reason: str = "", **fields: Any) -> Any:
    """Publish a new text of a page."""
    held = type(page).objects.get(pk=page.pk)
    for name, value in {**fields, "change_reason": reason}.items():
        setattr(held, name, value)
    held.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
