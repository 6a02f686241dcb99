from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "karta.portal.imports"
    label = "imports"

    def ready(self) -> None:
        from karta.portal.platform import public_state

        public_state.private(*self.get_models(include_auto_created=True))
