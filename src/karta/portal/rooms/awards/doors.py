"""The door of the team's pages."""

from __future__ import annotations

from karta.portal.platform.access import required
from karta.portal.rooms.awards import rules

runner_required = required(rules.may_run)
