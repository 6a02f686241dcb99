"""Who may edit pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_edit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

EDITORS_OF_PAGES = "editors of pages"  # Wagtail's group: the door keeps its members in step with may_edit_pages
SHOWN_ON_A_PAGE = 20


def may_edit_pages(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account writes, translates and publishes news and pages."""
    return may_edit(user)
