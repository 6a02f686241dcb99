from django.apps import AppConfig


class SpinOffsConfig(AppConfig):
    name = "karta.portal.rooms.spinoffs"
    label = "spinoffs"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.platform import public_state
        from karta.portal.platform.holders import register
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.spinoffs.expiry import forget
        from karta.portal.rooms.spinoffs.holdings import PROPOSALS
        from karta.portal.rooms.spinoffs.models import Proposal
        from karta.portal.rooms.spinoffs.sitemap import entries

        register(PROPOSALS)
        public_state.private(Proposal)
        PARTS["spinoffs"] = entries
        if forget not in CHORES:
            CHORES.append(forget)
