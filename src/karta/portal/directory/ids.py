"""Ids of organisations over time: a snapshot may join an organisation with another, and what people wrote keeps the id
of its day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


def family(org_ids: Iterable[str], snapshot: Snapshot | None = None) -> set[str]:
    """These ids, those that their organisations have now, and all that they had before. One query of the snapshot.

    `snapshot` None: the current one; where nothing is published, the ids themselves.
    """
    asked = {one for one in org_ids if one}
    if not asked:
        return set()
    try:
        known = snapshot or current_snapshot()
    except NoSnapshot:
        return asked
    rows = known.connection().execute(
        """WITH asked AS (SELECT unnest(?) AS id),
                now AS (SELECT coalesce(redirects.org_id, asked.id) AS org_id
                        FROM asked LEFT JOIN redirects ON redirects.old_org_id = asked.id)
           SELECT org_id FROM now UNION SELECT old_org_id FROM redirects JOIN now USING (org_id)""",
        [sorted(asked)],
    ).fetchall()  # fmt: skip
    return asked | {org_id for (org_id,) in rows}
