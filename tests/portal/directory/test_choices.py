"""X-05: a contradiction has its claims, a preferred one, the reason and who chose; a choice can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from karta.portal.directory import queries, services
from karta.portal.directory.models import Claim, Contradiction, Edition
from karta.portal.platform.models import AuditLine
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def dates() -> Contradiction:
    load_facts()
    return Contradiction.objects.get(code="tr01-spinoff-2024-dates")


def edition() -> Edition:
    return Edition.objects.get(code="spinoff-bulgaria-2024")


def test_choosing_moves_the_days_of_the_event_and_undoing_moves_them_back(dates: Contradiction, steward: Any) -> None:
    assert (edition().starts_on, edition().ends_on) == (date(2024, 6, 20), date(2024, 6, 21))
    other = dates.claims.get(locator="line 11")
    services.choose(
        contradiction_id=dates.pk, claim_id=other.pk, reason={"bg": "Така е на сайта."}, by=steward, at=LATER
    )
    dates.refresh_from_db()
    assert (dates.preferred, dates.reason_bg, dates.reason_en) == (other, "Така е на сайта.", "")
    assert (dates.chosen_by, dates.chosen_at) == (steward, LATER)
    assert edition().starts_on == date(2024, 6, 27)
    services.undo_choice(contradiction_id=dates.pk, by=steward, at=LATER)
    dates.refresh_from_db()
    assert dates.preferred.locator == "line 33"
    assert dates.chosen_by is None
    assert edition().starts_on == date(2024, 6, 20)
    last = AuditLine.objects.filter(target=f"directory.contradiction:{dates.pk}").values_list("action", "by")[:2]
    assert list(last) == [("contradiction.undone", steward.pk), ("contradiction.chosen", steward.pk)]


def test_nothing_may_be_preferred_with_a_reason(dates: Contradiction, steward: Any) -> None:
    services.choose(contradiction_id=dates.pk, claim_id=None, reason={"en": "Not decided yet."}, by=steward, at=LATER)
    dates.refresh_from_db()
    assert dates.preferred is None


def test_who_may_not_choose_is_refused_and_nothing_changes(dates: Contradiction, visitor_account: Any) -> None:
    lines = AuditLine.objects.count()
    with pytest.raises(PermissionDenied):
        services.choose(contradiction_id=dates.pk, claim_id=None, reason={"en": "Mine."}, by=visitor_account, at=LATER)
    with pytest.raises(PermissionDenied):
        services.undo_choice(contradiction_id=dates.pk, by=visitor_account, at=LATER)
    assert (dates.choices.count(), AuditLine.objects.count()) == (1, lines)


def test_a_claim_of_another_contradiction_and_a_choice_without_a_reason_are_refused(
    dates: Contradiction, steward: Any
) -> None:
    foreign = Claim.objects.get(property="founder", locator="line 9")
    with pytest.raises(services.NotOfThis):
        services.choose(contradiction_id=dates.pk, claim_id=foreign.pk, reason={"en": "Why not."}, by=steward, at=LATER)
    with pytest.raises(ValueError, match="needs a reason"):
        services.choose(contradiction_id=dates.pk, claim_id=None, reason={"bg": "  ", "en": ""}, by=steward, at=LATER)


def test_what_ships_cannot_be_undone(dates: Contradiction, steward: Any) -> None:
    with pytest.raises(services.NothingToUndo):
        services.undo_choice(contradiction_id=dates.pk, by=steward, at=LATER)


@pytest.mark.parametrize("subjects", [1, 3])
def test_claims_on_many_subjects_take_three_queries(
    dates: Contradiction, subjects: int, django_assert_num_queries: Any
) -> None:
    codes = ["spinoff-bulgaria-2024", "spinoff-bulgaria-2023", "innopro-2023"][:subjects]
    with django_assert_num_queries(3):
        told = queries.claims_on("edition", codes)
        assert all(told[code]["dates"].shown for code in codes)
        [
            mention.body.code
            for code in codes
            for claim in told[code]["organiser"].claims
            for mention in claim.mentions.all()
        ]
