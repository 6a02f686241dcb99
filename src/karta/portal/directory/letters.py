"""The two letters of an alert: please confirm, and what changed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from karta.portal.directory import filters, words
from karta.portal.directory.models import Alert
from karta.portal.directory.news import News
from karta.portal.platform import mail, tokens
from karta.portal.platform.models import Letter
from karta.snapshot.reader import Snapshot

LINES = 30


def please_confirm(alert: Alert, snapshot: Snapshot, *, at: datetime) -> Letter:
    """Double opt-in: who did not ask does nothing, and is forgotten."""
    token = tokens.made("alert.confirm", alert.pk)
    asked = filters.of_pairs(alert.params)

    def say(language: str) -> mail.Said:
        return mail.Said(
            subject=_("Confirm: news of a view of the map"),
            paragraphs=[
                _("Somebody, we hope you, asked to be told when this view of the map changes:"),
                filters.sentence(snapshot, asked, language),
                _("You will get one letter after a publication that changed it, and none otherwise."),
            ],
            links=[(_("Yes, tell me"), alert.origin + filters.in_language("saved:confirm", language, token))],
            small=_("The link works for two days. If it was not you, do nothing: the address is forgotten."),
        )

    return mail.compose(to=alert.email, say=say, language=alert.language, at=at)


def what_changed(alert: Alert, snapshot: Snapshot, found: News | None, *, at: datetime) -> Letter:
    """The digest of one publication. `found` None: the snapshot that the reader knew is not kept any more."""
    token = tokens.made("alert.manage", alert.pk)
    unsubscribe = alert.origin + filters.in_language("saved:alert", alert.language, token)

    def say(language: str) -> mail.Said:
        return _digest(alert, snapshot, found, language, token)

    return mail.compose(to=alert.email, say=say, language=alert.language, at=at, unsubscribe=unsubscribe)


def _digest(alert: Alert, snapshot: Snapshot, found: News | None, language: str, token: str) -> mail.Said:
    asked = filters.of_pairs(alert.params)
    if found is None:
        told = _("What changed cannot be listed: the snapshot that you knew is not kept any more.")
        listed: list[str] = []
    else:
        told = words.summary(found, language)
        made = words.lines(found, language)
        listed = [str(line) for line in made[:LINES]]
        rest = len(made) - len(listed) + words.unlisted(found)
        listed += [_("and %(n)s more") % {"n": rest}] if rest else []
    here = alert.origin
    return mail.Said(
        subject=_("The map changed: %(view)s") % {"view": filters.sentence(snapshot, asked, language)},
        paragraphs=[told],
        lines=listed,
        links=[
            (_("Open the view"), here + filters.in_language("explorer:map", language) + filters.query(asked)),
            (_("Unsubscribe"), here + filters.in_language("saved:alert", language, token)),
        ],
        small=_("Data snapshot %(name)s. You get this because you confirmed this address.") % {"name": snapshot.name},
    )
