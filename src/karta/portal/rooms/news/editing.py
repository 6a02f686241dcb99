"""Wagtail's form of a page: what it asks beside the fields, and what it refuses when it is to be published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from karta.portal.platform import gate
from karta.portal.rooms.news import targets, texts
from karta.vocab.dates import NotADate, parse_date

PUBLISHING = ("action-publish", "action-submit")


class ContentPageForm(WagtailAdminPageForm):
    """Drafts may be anything; a text that goes to readers passes the checks and, where it changes, has a reason."""

    matches_source = forms.BooleanField(
        label=gettext_lazy("This text says what the other language's text says now"), required=False, initial=True,
        help_text=gettext_lazy("Without the tick everybody is told that the translation is of an older text."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "change_reason" in self.fields:
            self.initial["change_reason"] = ""  # every change has its own
        if self.instance.translates_version is None and "matches_source" in self.fields:
            del self.fields["matches_source"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._clean_date(cleaned)
        if any(name in self.data for name in PUBLISHING) and not self.errors:
            self._refuse(cleaned)
        return cleaned

    def _clean_date(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("date"):
            return
        try:
            span = parse_date(cleaned["date"])
        except NotADate:
            said = _("“%(quote)s” is no date: write 2024-06-20, 2024-06 or 2024.") % {"quote": cleaned["date"]}
            self.add_error("date", said)
            return
        cleaned["date"] = str(span.start)[: {"year": 4, "month": 7, "day": 10}[span.precision]]

    def _refuse(self, cleaned: dict[str, Any]) -> None:
        """The form's texts as they would be published."""
        page = self.instance
        for name in ("title", "summary", "body"):
            setattr(page, name, cleaned.get(name, getattr(page, name)))
        lines = texts.lines(page)
        for problem in gate.problems(lines, targets.live(lines)):
            self.add_error(None, problem.message)
        before = page.versions.first() if page.pk else None
        if before and before.lines != kept(lines) and not cleaned.get("change_reason"):
            self.add_error("change_reason", _("A published text changes: say why, in a few words."))

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("matches_source"):
            self.instance.translates_version = self.instance.source_version()
        return super().save(commit)


def kept(lines: list[gate.Line]) -> list[dict[str, str]]:
    """Lines as a version keeps them."""
    return [{"kind": line.kind, "text": line.text} for line in lines if line.text]
