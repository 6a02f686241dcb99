"""Fields of forms that name organisations of the map, by what people have at hand: one that was chosen from the
suggestions, the address of its page, its id, its ЕИК, or exactly its name. What comes out is its present id."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from karta.explore.search import suggest
from karta.matching.names import normalise_name
from karta.portal.directory.ids import known, present_id
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot
from karta.portal.platform.templatetags.karta import in_language
from karta.snapshot.reader import Snapshot

LONGEST = 300
MOST = 20  # organisations of one field
NAMESAKES = 8  # so many are looked at for one of exactly this name
HINT = _("Begin to type its name and choose it; the address of its page or its ЕИК do too.")
UNKNOWN = _("The map has no organisation “%(text)s”, or several: choose one that is suggested.")
_NUMBER = re.compile(r"\b\d{9}(?:\d{4})?\b")  # an ЕИК
_CHOSEN = re.compile(r"\(([a-z0-9-]+)\)\s*\Z")  # as `written` ends


def meant(snapshot: Snapshot, text: str) -> str | None:
    """The present id of the one organisation that a text names; None where there is none, or where several are."""
    chosen = _CHOSEN.search(text)
    last = (chosen[1] if chosen else text.strip().rstrip("/").rpartition("/")[2]).strip()
    if last and (found := present_id(snapshot, last)):
        return found
    number = _NUMBER.search(text)
    same = [
        one.org_id
        for one in suggest(snapshot, f"{text} ", NAMESAKES)
        if (number and one.eik == number[0]) or any(_is(name, text) for name in (one.name_bg, one.name_en) if name)
    ]
    return same[0] if len(same) == 1 else None


def _is(name: str, text: str) -> bool:
    """Whether a text says a name: with its legal form or without any."""
    own, said = normalise_name(name), normalise_name(text)
    return own.core == said.core and said.legal_form in (None, own.legal_form)


def written(org_ids: list[str]) -> list[str]:
    """Ids as these fields show them: "Софарма АД (bg-eik-831902088)"; the id alone where the map does not have it."""
    try:
        found = known(current_snapshot(), org_ids)
    except NoSnapshot:
        found = {}
    return [f"{in_language(found[one].name)} ({found[one].org_id})" if one in found else one for one in org_ids]


class OrganisationInput(forms.TextInput):
    """A line with suggestions below it; without scripts a plain line."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), **suggesting(), "data-pick": ""})


class OrganisationsInput(forms.Textarea):
    """Organisations, one a line; a line above it adds one from suggestions, where there are scripts."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 3})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = super().render(name, value, attrs, renderer)
        into = (attrs or {}).get("id", "")
        adding = {
            "type": "text", "id": f"{into}-add", "hidden": True, "data-pick": into, "aria-label": _now("Add one"),
            "placeholder": _now("Add one"),
            **suggesting(),
        }  # fmt: skip
        return format_html("<input{}>{}", flatatt(adding), lines)


def suggesting() -> dict[str, str]:
    """Attributes of a line that suggests organisations."""
    address = f"{reverse('explorer:suggestions')}?only=organisations"
    return {"data-suggest": address, "data-suggest-label": _now("Suggestions"), "autocomplete": "off"}


class _Naming(forms.CharField):
    """What both fields share. `held`: ids that were kept before, which stay although the map has them no more; a form
    sets it from what is kept, never from what was sent."""

    held: frozenset[str] = frozenset()
    is_lenient = False

    def found(self, text: str) -> str:
        """The id of the organisation that is meant; "" for none. Errors: ValidationError."""
        if not text:
            return ""
        try:
            found = meant(current_snapshot(), text)
        except NoSnapshot:
            found = None
        found = found or (text if text in self.held else None)
        if found is None and not self.is_lenient:
            raise forms.ValidationError(UNKNOWN, params={"text": text[:80]})
        return found or ""


class OrganisationField(_Naming):
    """One organisation; "" for none. `is_lenient`: what is not known yet counts as none, for drafts."""

    widget = OrganisationInput

    def __init__(self, *, is_lenient: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **{"help_text": HINT, **kwargs})
        self.is_lenient = is_lenient

    def prepare_value(self, value: Any) -> Any:
        return written([value])[0] if value else value

    def clean(self, value: Any) -> str:
        return self.found(super().clean(value))


class OrganisationsField(_Naming):
    """Organisations, one a line; a list of ids, each once."""

    widget = OrganisationsInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST * LONGEST, **{"help_text": HINT, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(written(value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_now("Name %(most)d organisations at most.") % {"most": MOST})
        return list(dict.fromkeys(map(self.found, lines)))
