from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "karta.portal.rooms.awards"
    label = "awards"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.engines.review import sources
        from karta.portal.platform import holders, public_state, sitemaps
        from karta.portal.rooms.awards import sitemap
        from karta.portal.rooms.awards.expiry import forget
        from karta.portal.rooms.awards.holdings import ENTRIES, HOURS
        from karta.portal.rooms.awards.jury.source import SOURCE
        from karta.portal.rooms.awards.models import Booking, Entry, File, Slot, Submission

        for holder in (ENTRIES, HOURS):
            holders.register(holder)
        public_state.private(Booking, Entry, File, Slot, Submission)
        if forget not in CHORES:
            CHORES.append(forget)
        sources.register(SOURCE)
        sitemaps.PARTS["awards"] = sitemap.entries
