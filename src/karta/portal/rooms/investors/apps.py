from django.apps import AppConfig


class InvestorsConfig(AppConfig):
    name = "karta.portal.rooms.investors"
    label = "investors"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.platform import consents, holders, public_state
        from karta.portal.rooms.investors.agreement import TERMS
        from karta.portal.rooms.investors.expiry import forget
        from karta.portal.rooms.investors.holdings import COMPANY, NOTES, SEATS
        from karta.portal.rooms.investors.models import Offer

        consents.register(TERMS)
        for holder in (SEATS, NOTES, COMPANY):
            holders.register(holder)
        public_state.private(*(model for model in self.get_models(include_auto_created=True) if model is not Offer))
        if forget not in CHORES:
            CHORES.append(forget)
