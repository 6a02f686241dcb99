"""What a source says, entered as a claim: one write with its change and audit line, for whoever may record facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import rules
from karta.portal.directory.claim_ids import claim_id as identity
from karta.portal.directory.codes import free_code
from karta.portal.directory.models import Body, Change, Claim, Edition, Mention, Project, Source
from karta.portal.directory.services import refresh_dates
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as an editor enters it. `columns` of Claim; `source` a code, or columns of a new Source; `bodies`: code,
    or "" for one that is to be made, with the name as it is written."""

    source: str | dict[str, Any]
    columns: dict[str, Any]
    bodies: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def add_claim(*, kind: str, code: str, said: Said, reason: str, by: AbstractBaseUser, at: datetime) -> Claim:
    """Add what a source says of a subject; the same claim entered twice is one."""
    refuse_others(by)
    made, is_new = write_claim(kind, code, said, at)
    if is_new:
        note(Change.Kind.CLAIMED, kind, code, by=by, at=at, reason=reason, claim=made)
        audit.record("claim.added", target=made, by=by, at=at, claim=made.claim_id)
        follow(made, at)
    return made


def refuse_others(by: AbstractBaseUser) -> None:
    """Errors: PermissionDenied for who may not record facts."""
    if not rules.may_record(by):
        raise PermissionDenied("facts: you may not edit them; ask an editor")


def write_claim(kind: str, code: str, said: Said, at: datetime) -> tuple[Claim, bool]:
    """(the claim, whether it is new). One that was withdrawn and is entered again stands again as a new one."""
    source = _source(said.source)
    columns = said.columns
    key = identity(
        source=source.code, subject=f"{kind}/{code}", property=columns["property"], basis=columns.get("basis", ""),
        locator=columns.get("locator", ""), method=columns.get("method", ""),
        text="\x1f".join(str(columns.get(name, "")) for name in ("as_published", *_READ)) + _named(said.bodies),
    )  # fmt: skip
    standing = Claim.objects.standing().filter(claim_id=key).first()
    if standing is not None:
        return standing, False
    if Claim.objects.filter(claim_id=key).exists():
        key = identity(source=source.code, subject=f"{kind}/{code}", property=key, text=at.isoformat())
    made = Claim.objects.create(
        claim_id=key, subject_kind=kind, subject_code=code, source=source, recorded_at=at, **columns
    )
    for position, (body, written) in enumerate(said.bodies):
        Mention.objects.create(claim=made, body=_body(body, written), position=position, as_written=written)
    return made, True


_READ = ("value", "value_min", "value_max", "unit", "starts_on", "ends_on", "starts_at", "ends_at", "state")


def _named(bodies: list[tuple[str, str]]) -> str:
    return "\x1f".join(code or written for code, written in bodies)


def _source(said: str | dict[str, Any]) -> Source:
    if isinstance(said, str):
        return Source.objects.get(code=said)
    return Source.objects.create(code=free_code(Source, said["title_en"] or said["title_bg"]), **said)


def _body(code: str, written: str) -> Body:
    if code:
        return Body.objects.get(code=code)
    return Body.objects.create(
        code=free_code(Body, written), name_bg=written, name_en=written, kind=Body.Kind.UNRESOLVED
    )


def note(kind: Change.Kind, subject_kind: str, code: str, **said: Any) -> Change:
    """Keep that something of a subject changed."""
    return Change.objects.create(kind=kind, subject_kind=subject_kind, subject_code=code, **said)


def follow(claim: Claim, at: datetime) -> None:
    """What pages sort and filter by follows the claims."""
    if claim.subject_kind == "edition":
        for edition in Edition.objects.filter(code=claim.subject_code):
            refresh_dates(edition, at=at)
    elif claim.subject_kind == "project":
        Project.objects.filter(code=claim.subject_code).update(changed_at=at)
