from django.apps import AppConfig
from django.core import checks


class PlatformConfig(AppConfig):
    name = "karta.portal.platform"
    label = "platform"

    def ready(self) -> None:
        from karta.portal.platform import account_signals, holdings, map_file, public_state

        account_signals.connect()
        holdings.register_all()
        public_state.listen()
        checks.register(map_file.check)
