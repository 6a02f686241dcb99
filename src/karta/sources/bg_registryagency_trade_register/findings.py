"""What reading a message finds. No finding names a person, nor the number of a sole trader, which is a person's too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from karta.pipeline.tables import Finding, Severity

SOURCE = "bg_registryagency_trade_register"
_SHOWN = 10


def message_findings(
    name: str, persons: int, scrubbed: int, bad_numbers: Sequence[int], unknown: Counter[str]
) -> list[Finding]:
    """Findings of one message: notices of what the gate did, warnings of what nobody reads."""
    found = []
    if persons:
        found.append(
            _finding(
                name, "natural_person", "notice", str(persons),
                f"{name}: {persons} deeds are of natural persons (sole traders) and were left out; their values are "
                "kept nowhere. Nothing to do.",
                bg=f"{name}: {persons} партиди са на физически лица (еднолични търговци) и са пропуснати; стойностите "
                "им не се пазят никъде. Не се изисква действие.",
            )
        )  # fmt: skip
    if scrubbed:
        found.append(
            _finding(
                name, "person_in_text", "notice", str(scrubbed),
                f"{name}: names or numbers of people were taken out of {scrubbed} texts; […] stands in their place. "
                "Nothing to do.",
                bg=f"{name}: от {scrubbed} текста са извадени имена или номера на хора; на мястото им стои […]. Не се "
                "изисква действие.",
            )
        )  # fmt: skip
    if bad_numbers:
        shown = ", ".join(map(str, bad_numbers[:_SHOWN]))
        found.append(
            _finding(
                name, "deed_without_eik", "warning", str(len(bad_numbers)),
                f"{name}: {len(bad_numbers)} deeds have no ЕИК of nine digits and were left out (in order: {shown}); "
                "compare with the publisher's page",
                bg=f"{name}: {len(bad_numbers)} партиди са без ЕИК от девет цифри и са пропуснати (поред: {shown}); "
                "сравнете със страницата на издателя",
            )
        )  # fmt: skip
    found += [_unmapped(name, what, count) for what, count in sorted(unknown.items())]
    return found


def _unmapped(name: str, what: str, count: int) -> Finding:
    return _finding(
        name, "unmapped_column", "warning", str(count),
        f"{name}: nobody reads {what} ({count} times); map it or ignore it by name in fields.py of {SOURCE}",
        bg=f"{name}: никой не чете {what} ({count} пъти); опишете го или го пренебрегнете изрично във fields.py на "
        f"{SOURCE}",
        column=what,
    )  # fmt: skip


def _finding(
    name: str, code: str, severity: Severity, value: str, en: str, *, bg: str, column: str | None = None
) -> Finding:
    return Finding(
        source_id=SOURCE, record_id=None, locator=f"{name}.xml", column=column, value=value, severity=severity,
        code=code, message_en=en, message_bg=bg,
    )  # fmt: skip
