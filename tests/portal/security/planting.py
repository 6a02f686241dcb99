"""A row of every model with something confidential, each of whose texts is a name that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from portal.security.confidential import DECISIONS

SHORTEST = 8  # characters of a column that a name fits into
# Models of libraries that hold something of people; all of the portal's own are asked for besides.
OTHERS = ("auth.User", "account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount",
          "socialaccount.SocialToken")  # fmt: skip


def models_asked() -> list[type[models.Model]]:
    """Every model of the portal's own, and those of libraries that hold something of people."""
    own = [one for one in apps.get_models() if one.__module__.startswith("karta.portal.")]
    return own + [apps.get_model(label) for label in OTHERS]


def columns_asked(model: type[models.Model]) -> list[Any]:
    """Columns that could hold a name."""
    kinds = models.CharField | models.TextField | models.JSONField
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, kinds) and not one.choices and not one.primary_key
        and not isinstance(one, models.FilePathField)
        and (getattr(one, "max_length", None) or SHORTEST) >= SHORTEST
    ]  # fmt: skip


@dataclass(slots=True)
class Garden:
    """What was planted: canary → model.column; rows by model; the account that all of them are about."""

    owner: Any
    form: str = "zq{:04d}qz"
    canaries: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    _growing: set[str] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: count(1))

    def canary(self, place: str) -> str:
        name = self.form.format(next(self._numbers))
        self.canaries[name] = place
        return name

    def plant(self, model: type[models.Model]) -> Any:
        """One row of a model, with those that it needs. A model with nothing confidential: any row that is there."""
        label = model._meta.label
        if label in self.rows:
            return self.rows[label]
        decision = DECISIONS[label]
        if label == "auth.User":
            self.rows[label] = self._person()
        elif decision.public == ("*",) and model.objects.exists():
            self.rows[label] = model.objects.order_by("pk").first()
        else:
            self._growing.add(label)
            cells = {one.name: self._cell(model, one) for one in model._meta.concrete_fields if not _is_given(one)}
            self.rows[label] = model(**{name: value for name, value in cells.items() if value is not _UNSET})
            self.rows[label].save(force_insert=True)
        return self.rows[label]

    def _person(self) -> Any:
        for name in ("username", "first_name", "last_name"):
            setattr(self.owner, name, self.canary(f"auth.User.{name}"))
        self.owner.email = f"{self.canary('auth.User.email')}@example.org"
        self.owner.save()
        return self.owner

    def _cell(self, model: type[models.Model], one: Any) -> Any:
        decision, label = DECISIONS[model._meta.label], model._meta.label
        if one.name in decision.codes:
            said = decision.codes[one.name]
            return self.given.get(said, said) if isinstance(said, str) else said
        if isinstance(one, models.ForeignKey):
            return self._related(one)
        if one in columns_asked(model) and not {"*", one.name} & set(decision.public):
            return _fitting(one, self.canary(f"{label}.{one.name}"))
        return _plain(one)

    def _related(self, one: models.ForeignKey[Any, Any]) -> Any:
        if one.related_model is get_user_model():
            return self.owner
        other = one.related_model
        if one.null and other._meta.label not in DECISIONS:
            return None
        if other._meta.label not in DECISIONS:
            return other.objects.order_by("pk").first()
        if one.null and (other._meta.label in self._growing or DECISIONS[other._meta.label].public == ("*",)):
            return None
        return self.plant(other)


_UNSET = object()


def _is_given(one: Any) -> bool:
    return isinstance(one, models.AutoField | models.UUIDField) and one.primary_key


def _fitting(one: Any, name: str) -> Any:
    if isinstance(one, models.JSONField):
        return {"said": name}
    if isinstance(one, models.EmailField):
        return f"{name}@example.org"
    return f"https://{name}.example/" if isinstance(one, models.URLField) else name


def _plain(one: Any) -> Any:
    """Something that such a column may hold."""
    now = timezone.now()
    if one.null:
        return None
    if one.has_default():
        return _UNSET
    if one.choices:
        return one.choices[0][0]
    kinds: list[tuple[Any, Any]] = [
        (models.DateTimeField, now), (models.DateField, (now + timedelta(days=30)).date()),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)), (models.IntegerField, 1), (models.FloatField, 1.0), (models.JSONField, {}),
        (models.FileField, ""), (models.UUIDField, uuid4()), (models.URLField, "https://example.org/"),
        (models.EmailField, "x@example.org"),
    ]  # fmt: skip
    return next((value for kind, value in kinds if isinstance(one, kind)), "x"[: one.max_length or 1])
