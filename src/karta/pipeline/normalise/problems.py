"""What keeps a value from becoming a claim, in words for the person who can correct it."""

from __future__ import annotations

from karta.pipeline.tables import Finding, Severity

# code → severity, English, Bulgarian. {where} file and row, {column}, {value}, {detail}.
_TEXTS: dict[str, tuple[Severity, str, str]] = {
    "unseen_measure": (
        "warning",
        "{where}: {value!r} is no measure; use one of vocab/kinds.yml or leave the column out. Figure left out.",
        "{where}: {value!r} не е показател; използвайте един от списъка или изключете колоната. Пропуснат е.",
    ),
    "unseen_unit": (
        "warning",
        "{where}: the unit of {value!r} is not known for this measure; name a unit of vocab/money.py. Figure left out.",
        "{where}: мерната единица на {value!r} не подхожда на показателя; посочете позната. Показателят е пропуснат.",
    ),
    "unseen_statement": (
        "warning",
        "{where}: {value!r} is no kind of statement; use individual, consolidated or unknown. Figure left out.",
        "{where}: {value!r} не е вид отчет; използвайте individual, consolidated или unknown. Показателят е пропуснат.",
    ),
    "unseen_basis": (
        "warning",
        "{where}: {value!r} is no basis that vocab/kinds.yml holds. Figure left out.",
        "{where}: {value!r} не е позната основа на показателя. Показателят е пропуснат.",
    ),
    "ambiguous_number": (
        "warning",
        "{where}, {column}: {value!r} may be thousands or a fraction; say which sign is the decimal one. "
        "Figure left out.",
        "{where}, {column}: {value!r} може да е с хиляди или с дробна част; посочете десетичния знак. "
        "Показателят е пропуснат.",
    ),
    "not_a_number": (
        "warning",
        "{where}, {column}: {value!r} cannot be read as a number ({detail}); correct it. Figure left out.",
        "{where}, {column}: {value!r} не се чете като число; поправете го. Показателят е пропуснат.",
    ),
    "negative_figure": (
        "warning",
        "{where}, {column}: {value} is below zero, which this measure cannot be; correct it. Figure left out.",
        "{where}, {column}: {value} е под нула, а този показател не може да бъде; поправете го. Пропуснат е.",
    ),
    "bad_period": (
        "warning",
        "{where}, {column}: {value!r} is no date; write it as 2024 or 31.12.2024. Figure left out.",
        "{where}, {column}: {value!r} не е дата; напишете 2024 или 31.12.2024. Показателят е пропуснат.",
    ),
    "implausible_year": (
        "warning",
        "{where}, {column}: the year of {value!r} cannot be; correct it. Left out.",
        "{where}, {column}: годината на {value!r} е невъзможна; поправете я. Пропуснато е.",
    ),
    "eik_checksum": (
        "warning",
        "{where}, {column}: {value!r} is no ЕИК, its check digit fails; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} не е ЕИК, контролната цифра не излиза; поправете го. Записът остава без него.",
    ),
    "eik_length": (
        "warning",
        "{where}, {column}: {value!r} has not the 9 or 13 digits of an ЕИК; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} няма 9 или 13 цифри; поправете го. Записът остава без ЕИК.",
    ),
    "eik_characters": (
        "warning",
        "{where}, {column}: {value!r} holds more than the digits of an ЕИК; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} съдържа други знаци освен цифри; поправете го. Записът остава без ЕИК.",
    ),
    "bad_identifier": (
        "warning",
        "{where}, {column}: {value!r} is not valid in its scheme; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} не е валиден номер по своята схема; поправете го. Записът остава без него.",
    ),
    "unseen_scheme": (
        "warning",
        "{where}: {value!r} is no scheme of identifiers that is known here. The record is kept without it.",
        "{where}: {value!r} не е позната схема от номера. Записът остава без него.",
    ),
    "unseen_value": (
        "warning",
        "{where}, {column}: {value!r} is not in the reviewed list; add it to vocab/kinds.yml or correct it. "
        "The record is kept without it.",
        "{where}, {column}: {value!r} не е в прегледания списък; поправете го или го добавете. "
        "Записът остава без тази стойност.",
    ),
    "unseen_district": (
        "warning",
        "{where}, {column}: {value!r} is no single district of the 28; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} не е една от 28-те области; поправете я. Записът остава без нея.",
    ),
    "bad_website": (
        "warning",
        "{where}, {column}: {value!r} is no web address; correct it. The record is kept without it.",
        "{where}, {column}: {value!r} не е адрес в мрежата; поправете го. Записът остава без него.",
    ),
    "bad_nace": (
        "warning",
        "{where}, {column}: {value!r} has not the form of a NACE Rev. 2 code (21.20); correct it. "
        "The record is kept without it.",
        "{where}, {column}: {value!r} няма вида на код по КИД-2008 (21.20); поправете го. Записът остава без него.",
    ),
    "several_sectors": (
        "notice",
        "{where}, {column}: {value!r} names activities of several sections and no main one; the record is kept without "
        "a sector until somebody says which it is.",
        "{where}, {column}: {value!r} сочи дейности от няколко сектора и никоя основна; записът остава без дейност, "
        "докато някой не посочи основната.",
    ),
    "no_activity": (
        "notice",
        "{where}, {column}: {value!r} marks a public body or a company that does not trade, and names no activity. "
        "The record is kept without a sector.",
        "{where}, {column}: {value!r} отбелязва публична организация или дружество без дейност и не сочи дейност. "
        "Записът остава без дейност.",
    ),
    "repeated_claim": (
        "warning",
        "{where}, {column}: the same row says it twice for one period; name columns apart. The second is left out.",
        "{where}, {column}: един ред го казва два пъти за един период; разграничете колоните. Вторият е пропуснат.",
    ),
    "nameless_record": (
        "warning",
        "{where}: the record has no name; fill it in. The record is left out.",
        "{where}: записът няма име; попълнете го. Записът е пропуснат.",
    ),
    "repeated_key": (
        "warning",
        "{where}: another record has the key {value!r}; make keys unique. The second is left out.",
        "{where}: друг запис има ключ {value!r}; ключовете трябва да са различни. Вторият е пропуснат.",
    ),
}


class Problem(Exception):
    """A value that cannot become a claim. `code` is a key of the texts above."""

    def __init__(self, code: str, where: str, column: str | None, value: str | None, *, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.where, self.column, self.value, self.detail = code, where, column, value, detail

    def finding(self, source_id: str, record_id: str | None) -> Finding:
        """The same as a finding of a source."""
        severity, english, bulgarian = _TEXTS[self.code]
        words = {"where": self.where, "column": self.column, "value": self.value, "detail": self.detail}
        return Finding(
            source_id=source_id,
            record_id=record_id,
            locator=self.where,
            column=self.column,
            value=self.value,
            severity=severity,
            code=self.code,
            message_en=english.format(**words),
            message_bg=bulgarian.format(**words),
        )
