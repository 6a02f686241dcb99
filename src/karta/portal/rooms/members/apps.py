from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "karta.portal.rooms.members"
    label = "members"

    def ready(self) -> None:
        from karta.portal.directory.chores import CHORES
        from karta.portal.rooms.members import holdings, listeners
        from karta.portal.rooms.members.chores import look_after

        holdings.register_all()
        listeners.listen()
        if look_after not in CHORES:
            CHORES.append(look_after)
