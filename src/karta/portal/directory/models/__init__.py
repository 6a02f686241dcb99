"""What several rooms name: claims and their contradictions, bodies, events, projects; what readers leave behind."""

from karta.portal.directory.models.aliases import AliasMerge
from karta.portal.directory.models.bodies import Body, Region
from karta.portal.directory.models.changes import Change
from karta.portal.directory.models.claims import Choice, Claim, Contradiction, Mention, Source
from karta.portal.directory.models.events import Edition, Series, SeriesEntry
from karta.portal.directory.models.projects import Project
from karta.portal.directory.models.proposals import Alert, Correction, Noticed, SavedView
from karta.portal.directory.models.public_roles import PublicRole
from karta.portal.directory.models.representatives import Representative
from karta.portal.directory.models.shipped import Shipped

__all__ = [
    "Alert", "AliasMerge", "Body", "Change", "Choice", "Claim", "Contradiction", "Correction", "Edition", "Mention",
    "Noticed", "Project", "PublicRole", "Region", "Representative", "SavedView", "Series", "SeriesEntry", "Shipped",
    "Source",
]  # fmt: skip
