"""The door of the team's pages in this room."""

from __future__ import annotations

from karta.portal.platform.access import required
from karta.portal.platform.rules import may_edit

editor_required = required(may_edit)
