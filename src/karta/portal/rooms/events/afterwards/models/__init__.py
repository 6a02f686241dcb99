"""What remains of an edition."""

from karta.portal.rooms.events.afterwards.models.feedback import Answer, Ballot, Round
from karta.portal.rooms.events.afterwards.models.gallery import Picture
from karta.portal.rooms.events.afterwards.models.papers import Certificate, Report
from karta.portal.rooms.events.afterwards.models.slides import Author, Consent, Deck

__all__ = ["Answer", "Author", "Ballot", "Certificate", "Consent", "Deck", "Picture", "Report", "Round"]
