from django.apps import AppConfig
from django.core import checks


class PlatformConfig(AppConfig):
    name = "karta.portal.platform"
    label = "platform"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from karta.portal.platform import account_signals, holdings, map_file, public_state
        from karta.portal.platform.database_settings import without_compiling

        account_signals.connect()
        holdings.register_all()
        public_state.listen()
        connection_created.connect(without_compiling, dispatch_uid="platform.without_compiling")
        checks.register(map_file.check)
