"""The gate that natural persons do not pass (ARCHITECTURE §8): asked of every row before anything keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from karta.pipeline.tables import Finding, Record
from karta.vocab.persons import holds_egn, is_sole_trader

# A name is short; a description may open with these letters by chance.
_LONGEST_NAME = 160


def person_column(
    row: Mapping[str, str | None],
    *,
    amounts: Collection[str] = (),
    sole_traders: Mapping[str, Collection[str]] | None = None,
) -> str | None:
    """The column that makes a row a natural person's: it holds a valid ЕГН or names a sole trader. Else None.

    `amounts` are columns of money, counts or codes, where ten digits in a row are not a person's number. A source that
    marks natural persons itself says so in `sole_traders`: column → the values that mark one. Names are then not
    searched for ЕТ here, which abroad is a word like another; `person_in_record` asks those in Bulgaria.
    """
    for column, cell in row.items():
        if cell is None or column in amounts:
            continue
        if len(cell) >= 9 and holds_egn(cell):
            return column
        if _names_trader(cell) if sole_traders is None else cell in sole_traders.get(column, ()):
            return column
    return None


def _names_trader(cell: str) -> bool:
    if not ("т" in cell or "Т" in cell or "T" in cell or "t" in cell):
        return False
    return is_sole_trader(cell, None) or (len(cell) <= _LONGEST_NAME and is_sole_trader(None, cell))


def person_in_record(record: Record) -> bool:
    """The same question of a record, for connectors that read something other than tables.

    ЕТ in a name counts where the record lies in Bulgaria or does not say; a LEI holds ten digits by chance.
    """
    searched = record.names if record.country in (None, "BG") else ()
    if is_sole_trader(record.legal_form, None) or any(is_sole_trader(None, name.text) for name in searched):
        return True
    leis = {value for scheme, value in record.identifiers if scheme == "lei" and len(value) == 20}
    texts = [record.key, record.address, record.description, record.note, record.website]
    texts += [value for _, value in (*record.identifiers, *record.descriptions)]
    texts = [text for text in texts if text not in leis] + [name.text for name in record.names]
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
