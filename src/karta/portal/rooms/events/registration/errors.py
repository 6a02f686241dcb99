"""What registration refuses, and why.

NotOpen     registration has not opened yet, or is closed
NotThere    there is no such registration, place or session for whoever asks
OfferGone   the offer of a place was answered before, or its time is over
NoPlace     only who holds a place in the edition chooses sessions
"""


class NotOpen(Exception):
    """Registration has not opened yet, or is closed."""


class NotThere(LookupError):
    """There is no such registration, place or session for whoever asks."""


class OfferGone(Exception):
    """The offer of a place was answered before, or its time is over."""


class NoPlace(Exception):
    """Only who holds a place in the edition chooses sessions."""
