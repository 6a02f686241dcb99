"""What a juror agrees to. Other words are another version and are asked for anew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.consents import Purpose

TERMS = Purpose(
    "jury_terms", 1,
    _(
        "As a juror: I keep what I read to myself and use it for nothing else. I say at once where I have an interest "
        "in an entry, and do not review it. Who leads the round sees my scores and my name beside them; other jurors "
        "see them under my number once the round is closed; nobody else does. My roles on this portal and on the map "
        "are compared with those of entrants to find conflicts of interest."
    ),
)  # fmt: skip
