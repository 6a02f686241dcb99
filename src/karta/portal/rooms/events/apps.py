from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "karta.portal.rooms.events"
    label = "events"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.directory.mentions import OF_CLAIMS
        from karta.portal.platform import holders, public_state
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.events.listeners import CHANGED
        from karta.portal.rooms.events.mentions import mentions_of
        from karta.portal.rooms.events.models import Door, Place, Registration, Scan
        from karta.portal.rooms.events.registration import expiry as registration
        from karta.portal.rooms.events.registration.holdings import REGISTRATIONS
        from karta.portal.rooms.events.registration.listeners import tell
        from karta.portal.rooms.events.sitemap import entries
        from karta.portal.rooms.events.speakers import expiry
        from karta.portal.rooms.events.speakers.holdings import SPEAKERS
        from karta.portal.rooms.events.speakers.listeners import write_to_speakers

        PARTS["events"] = entries
        OF_CLAIMS["edition"] = mentions_of
        for holder in (SPEAKERS, REGISTRATIONS):
            holders.register(holder)
        public_state.private(Door, Place, Registration, Scan)
        told = (
            (CHORES, expiry.forget), (CHANGED, write_to_speakers),
            (CHORES, registration.settle), (CHORES, registration.forget), (CHANGED, tell),
        )  # fmt: skip
        for held, one in told:
            if one not in held:
                held.append(one)
