from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "karta.portal.platform"
    label = "platform"

    def ready(self) -> None:
        from karta.portal.platform import account_signals, holdings, public_state

        account_signals.connect()
        holdings.register_all()
        public_state.listen()
