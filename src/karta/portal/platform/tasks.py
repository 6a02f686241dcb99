"""What the worker does for the platform."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from karta.portal.platform import mail, rules
from karta.portal.platform.models import Letter


@task()
def deliver(letter_id: int) -> None:
    """Hand one letter to the mail server; if it is not taken, try again after the next of rules.MAIL_WAITS."""
    letter = Letter.objects.filter(pk=letter_id, state=Letter.State.WAITING).first()
    if letter is None or mail.attempt(letter):
        return
    wait = rules.MAIL_WAITS[letter.attempts - 1]
    deliver.using(run_after=timezone.now() + wait).enqueue(letter_id)
