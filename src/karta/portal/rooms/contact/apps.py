from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "karta.portal.rooms.contact"
    label = "contact"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.rooms.contact.expiry import forget

        if forget not in CHORES:
            CHORES.append(forget)
