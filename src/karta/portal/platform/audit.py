"""The audit log. Call `record` inside the transaction of the write that it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from karta.portal.platform.models import AuditLine

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def record(
    action: str, *, target: models.Model | str, by: AbstractBaseUser | None, at: datetime, **details: Any
) -> AuditLine:
    """Write one line. `target`: a model object, or a name such as a snapshot's. `by`: None for a visitor.

    Errors: RuntimeError outside a transaction, where a line could outlive a write that failed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"audit: {action} outside a transaction; call it inside the service's transaction.atomic")
    name = target if isinstance(target, str) else f"{target._meta.label_lower}:{target.pk}"
    return AuditLine.objects.create(action=action, target=name, by=by, at=at, details=details)
