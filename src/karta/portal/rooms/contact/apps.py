from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "karta.portal.rooms.contact"
    label = "contact"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.platform import public_state
        from karta.portal.platform.holders import register
        from karta.portal.rooms.contact.expiry import forget
        from karta.portal.rooms.contact.holdings import MESSAGES
        from karta.portal.rooms.contact.models import Answer, Message

        register(MESSAGES)
        public_state.private(Answer, Message)
        if forget not in CHORES:
            CHORES.append(forget)
