"""The gate that natural persons do not pass (ARCHITECTURE §8): asked of every row before anything keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from karta.pipeline.tables import Finding, Record
from karta.vocab.persons import holds_egn, is_sole_trader

# A name is short; a description may open with these letters by chance.
_LONGEST_NAME = 160


def person_column(row: Mapping[str, str | None], *, amounts: Collection[str] = ()) -> str | None:
    """The column that makes a row a natural person's: it holds a valid ЕГН or names a sole trader. Else None.

    `amounts` are columns of money or counts, where ten digits in a row are not a person's number.
    """
    for column, cell in row.items():
        if cell is None or column in amounts:
            continue
        if len(cell) >= 9 and holds_egn(cell):
            return column
        if "т" in cell or "Т" in cell or "T" in cell or "t" in cell:
            is_form = is_sole_trader(cell, None)
            if is_form or (len(cell) <= _LONGEST_NAME and is_sole_trader(None, cell)):
                return column
    return None


def person_in_record(record: Record) -> bool:
    """The same question of a record, for connectors that read something other than tables."""
    if is_sole_trader(record.legal_form, None) or any(is_sole_trader(None, name.text) for name in record.names):
        return True
    texts = [record.key, record.address, record.description, record.note, record.website]
    texts += [value for _, value in record.identifiers] + [name.text for name in record.names]
    return any(text is not None and holds_egn(text) for text in texts)


def left_out(source_id: str, locator: str, column: str | None) -> Finding:
    """The finding of a row that the gate kept out. It never holds the value, nor the record's own id."""
    return Finding(
        source_id=source_id,
        record_id=None,
        locator=locator,
        column=column,
        value=None,
        severity="warning",
        code="natural_person",
        message_en=f"{locator}: the row is about a natural person (personal number or sole trader) and was left out; "
        "its values are kept nowhere. Nothing to do.",
        message_bg=f"{locator}: редът е за физическо лице (ЕГН или едноличен търговец) и е пропуснат; "
        "стойностите му не се пазят никъде. Не се изисква действие.",
    )
