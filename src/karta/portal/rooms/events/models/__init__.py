"""What the cluster itself plans for an edition; what sources say of it are claims of the directory."""

from karta.portal.rooms.events.models.programme import (
    Hall,
    Session,
    SessionPartner,
    SessionSpeaker,
    Speaker,
    Track,
)
from karta.portal.rooms.events.models.registration import (
    Admission,
    AskedField,
    Door,
    Place,
    Registration,
    Scan,
)

__all__ = [
    "Admission",
    "AskedField",
    "Door",
    "Hall",
    "Place",
    "Registration",
    "Scan",
    "Session",
    "SessionPartner",
    "SessionSpeaker",
    "Speaker",
    "Track",
]
