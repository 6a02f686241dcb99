"""What an investor agrees to. Other words are another version and are asked for anew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.consents import Purpose

TERMS = Purpose(
    "investor_terms", 1,
    _(
        "As an investor: what companies release to me I use to decide on an investment alone and hand on to nobody. "
        "The companies see when I open their documents. The cluster’s team sees my interests and requests. "
        "My name, organisation and address go to a company when I asked for an introduction and it agreed."
    ),
)  # fmt: skip
