from django.apps import AppConfig


class AfterwardsConfig(AppConfig):
    name = "karta.portal.rooms.events.afterwards"
    label = "afterwards"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.platform import holders, public_state
        from karta.portal.platform.sitemaps import PARTS
        from karta.portal.rooms.events.afterwards.chores import look_after
        from karta.portal.rooms.events.afterwards.holdings import ALL
        from karta.portal.rooms.events.afterwards.models import Ballot
        from karta.portal.rooms.events.afterwards.sitemap import entries

        for holder in ALL:
            holders.register(holder)
        public_state.private(Ballot)
        PARTS["afterwards"] = entries
        if look_after not in CHORES:
            CHORES.append(look_after)
