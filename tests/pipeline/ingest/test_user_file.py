"""Guessing: separators, header rows, columns, manners of numbers and dates; reading cells back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.pipeline.ingest.user_file import manner, values
from karta.pipeline.ingest.user_file.guess import guess, source_id
from karta.pipeline.ingest.user_file.read import guess_delimiter, read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separator_is_recognised_beside_decimal_commas(delimiter):
    quote = '"' if delimiter == "," else ""
    rows = [f"Име{delimiter}Приходи{delimiter}Печалба"] + [
        f"А{n}{delimiter}{quote}1,5{quote}{delimiter}7" for n in range(5)
    ]
    assert guess_delimiter("\n".join(rows)) == delimiter


@pytest.mark.parametrize("above", ["", "Членски списък\n", "Членски списък\n\nкъм 31.12.2023;;\n", "1;2;3\n"])
def test_header_row_is_found_under_a_title(tmp_path, above):
    path = tmp_path / "list.csv"
    path.write_text(above + "Име;ЕИК;Наети 2023\nСофарма АД;831902088;1800\nДруга АД;103267194;5\n", "utf-8")
    assert read(path).columns == ("Име", "ЕИК", "Наети 2023")


def guessed(folder: Path, content: str) -> dict[str, tuple[str, str | None, str | None, int | None]]:
    path = folder / "list.csv"
    path.write_text(content, "utf-8")
    made, _ = guess(read(path), today=date(2026, 11, 23))
    return {column.column: (column.field, column.measure, column.unit, column.year) for column in made.columns}


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Приходи 2023 (хил. лв.)", "1,5", ("figure", "revenue", "thousand BGN", 2023)),
        ("Нетни приходи от продажби, 2022 г., лв.", "15", ("figure", "turnover", "BGN", 2022)),
        ("Turnover 2021, EUR", "15", ("figure", "turnover", "EUR", 2021)),
        ("Net profit (million EUR) 2020", "1.5", ("figure", "profit", "million EUR", 2020)),
        ("Финансов резултат", "-5", ("figure", "profit", None, None)),
        ("Среден брой на персонала 2023", "12", ("figure", "headcount", "persons", 2023)),
        ("Заети", "10-49", ("figure", "headcount", "persons", None)),
        ("FTE 2023", "1.5", ("figure", "fte", "fte", 2023)),
        ("Сума на активите 2023 (млн. лв.)", "7", ("figure", "assets", "million BGN", 2023)),
        ("БУЛСТАТ", "831902088", ("eik", None, None, None)),
        ("Код", "831902088", ("eik", None, None, None)),  # by what stands in it
        ("Година на основаване", "1933", ("founded", None, None, None)),
        ("Област", "София", ("district", None, None, None)),
        ("Седалище", "София", ("settlement", None, None, None)),
        ("Код по КИД-2008", "21.20", ("nace_code", None, None, None)),
        ("Адрес на сайт", "www.example.bg", ("website", None, None, None)),
    ],
)
def test_columns_are_guessed_from_words_and_content(tmp_path, header, value, expected):
    assert guessed(tmp_path, f"Фирма;{header}\nСофарма АД;{value}\n")[header] == expected


def test_people_and_telephones_are_offered_as_not_imported(tmp_path):
    found = guessed(tmp_path, "Фирма;Лице за контакт;Телефон;E-mail;Управител\nСофарма АД;а;1;б;в\n")
    assert list(found) == ["Фирма"]


def test_long_form_is_recognised(tmp_path):
    found = guessed(tmp_path, "ЕИК;Година;Показател;Стойност;Мерна единица\n831902088;2023;приходи;5;хил. лв.\n")
    assert [field for field, *_ in found.values()] == ["eik", "year", "measure", "value", "unit"]


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["12,5", "1.234"], ","), (["12.5", "1,234"], "."), (["1.234.567"], ","), (["1,234,567.8"], "."),
        (["12.345"], None), (["12 345", "7"], None), (["1,5", "1.5"], None), (["0,125"], ","), (["1234,567"], ","),
    ],
)  # fmt: skip
def test_decimal_sign_of_a_column(texts, decimal):
    assert manner.of_column(texts).decimal == decimal


@pytest.mark.parametrize(
    ("dates", "order"), [(["31.12.2023"], "DMY"), (["12/31/2023"], "MDY"), (["03.04.2023"], "DMY"), ([], "DMY")]
)
def test_date_order(dates, order):
    assert manner.date_order(dates) == order


@pytest.mark.parametrize(
    ("text", "unit", "value", "found"),
    [
        ("1 234 лв.", "thousand BGN", "1234", "BGN"),  # what the cell says outweighs the column
        ("1,5 млн. евро", "thousand BGN", "1500000", "EUR"),
        ("1 234", "thousand BGN", "1234", "thousand BGN"),
        ("12 хил.", "BGN", "12000", "BGN"),
        ("$ 5", "BGN", "5", "USD"),
        ("45 RON", None, "45", "RON"),
    ],
)
def test_unit_in_a_cell(text, unit, value, found):
    read_as = values.amount(text, "revenue", unit, ",")
    assert (read_as.value, read_as.unit) == (Decimal(value), found)


@given(st.integers(-(10**12), 10**12), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u202f", ""]))
def test_result_printed_in_the_bulgarian_manner_is_read_back(whole, cents, blank):
    text = f"{whole:,}".replace(",", blank) + f",{cents:02}"
    sign = -1 if text.startswith("-") else 1
    expected = sign * (Decimal(abs(whole)) + Decimal(cents) / 100)
    assert values.amount(text, "profit", "BGN", ",").value == expected


@given(st.text(max_size=30), st.sampled_from(["headcount", "revenue", "profit"]), st.sampled_from([None, ",", "."]))
def test_no_text_breaks_the_reader(text, measure, decimal):
    try:
        read_as = values.amount(text, measure, None, decimal)
    except values.Unreadable:
        return  # told at its cell; any other error would fail here
    assert read_as.low <= read_as.high


@pytest.mark.parametrize(
    ("text", "period"),
    [("2023", "2023"), ("2023 г.", "2023"), ("31.12.2023", "2023-12-31"), ("2023-06-30", "2023-06-30")],
)
def test_year(text, period):
    assert values.year(text, latest=2027) == (2023, period)


@pytest.mark.parametrize("text", ["20233", "1899", "2028", "23", "31.02.2023", "година", ""])
def test_no_year(text):
    with pytest.raises(values.Unreadable):
        values.year(text, latest=2027)


def test_source_id():
    assert (source_id("Членове на клъстера, 2024"), source_id("???")) == ("user_chlenove_na_klastera_2024", "user_file")
