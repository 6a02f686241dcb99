from typing import Any

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "karta.portal.engines.review"
    label = "review"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from karta.portal.directory.chores import CHORES
        from karta.portal.directory.models import PublicRole, Representative
        from karta.portal.engines.review.agreement import TERMS
        from karta.portal.engines.review.holdings import JURY, PARTIES
        from karta.portal.engines.review.jury.services import recheck_rounds
        from karta.portal.engines.review.models import Decision
        from karta.portal.platform import consents, holders, public_state

        consents.register(TERMS)
        for holder in (JURY, PARTIES):
            holders.register(holder)
        public_state.private(*(model for model in self.get_models(include_auto_created=True) if model is not Decision))
        if recheck_rounds not in CHORES:
            CHORES.append(recheck_rounds)
        for model in (Representative, PublicRole):
            post_save.connect(_belongs_elsewhere, sender=model, dispatch_uid=f"review.{model.__name__}")


def _belongs_elsewhere(instance: Any, **_said: Any) -> None:
    """Whoever comes to act for an organisation in mid-round: their conflicts are looked for within the same write."""
    from django.db import transaction
    from django.utils import timezone

    from karta.portal.engines.review.jury.services import recheck_account

    with transaction.atomic():
        recheck_account(user_id=instance.user_id, at=timezone.now())
