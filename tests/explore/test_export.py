"""MAP-06: files that leave the map hold all rows, their citation and licences, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from math import inf
from pathlib import Path

import pyarrow as pa
import pytest
import python_calamine
from openpyxl import load_workbook
from pyarrow import parquet

import karta
from explore.by_hand import organisation
from karta.explore import export
from karta.explore.export import csv_file, geojson_file, parquet_file, xlsx_file
from karta.explore.export.lines import written
from karta.explore.filters import Filter, FilterError
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab.labels import closed_list

Write = Callable[..., Snapshot]
EVERY = {name: [*closed_list(name)] for name in ("unit_kind", "status")}
EVIL = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def csv_rows(snapshot: Snapshot, asked: Filter, delimiter: str = ",") -> list[dict[str, str]]:
    file = io.BytesIO()
    export.write_csv(snapshot, asked, file, delimiter=delimiter)
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.fixture
def dangerous(write: Write) -> Snapshot:
    rows = [organisation(f"o{i}", name_bg=name, name_en=name, website=name) for i, name in enumerate(EVIL)]
    loss = organisation("loss", profit=(-24.5, -24.5, 2023), profit_claim_id="c1", founded_year=1999)
    open_end = organisation("open", headcount=(300, inf, 2024))
    claims = [{
        "claim_id": "c1", "org_id": "loss", "property": "profit", "value": "-47.92", "unit": "BGN",
        "as_published": "-47,92", "publication_title": "=HYPERLINK(1)", "source_id": "list",
    }]  # fmt: skip
    links = [{"org_id": "loss", "source_id": "list", "record_id": "7"}]
    return write([*rows, loss, open_end], claims=claims, links=links)


def test_csv_makes_formulas_harmless_and_keeps_numbers_numbers(dangerous: Snapshot) -> None:
    rows = {row["id"]: row for row in csv_rows(dangerous, Filter())}
    assert [rows[f"o{i}"]["name_bg"] for i in range(len(EVIL))] == [f"'{name}" for name in EVIL]
    loss = rows["loss"]
    assert (loss["profit_value"], loss["profit_published_value"], loss["profit_unit"]) == ("-24.5", "-47.92", "BGN")
    assert (loss["profit_as_published"], loss["profit_publication"]) == ("-47,92", "'=HYPERLINK(1)")


def test_with_semicolons_decimals_have_a_comma(dangerous: Snapshot) -> None:
    rows = {row["id"]: row for row in csv_rows(dangerous, Filter(), ";")}
    assert (rows["loss"]["profit_value"], rows["loss"]["profit_year"]) == ("-24,5", "2023")


def test_unknown_open_and_known_stay_apart(dangerous: Snapshot) -> None:
    rows = {row["id"]: row for row in csv_rows(dangerous, Filter())}
    kept = [rows[org][f"headcount_{part}"] for org in ("open", "loss") for part in ("state", "value", "min", "max")]
    assert kept == ["current", "300", "300", "", "unknown", "", "", ""]


def test_each_row_says_where_it_comes_from(dangerous: Snapshot) -> None:
    row = next(row for row in csv_rows(dangerous, Filter(founded_min=1990)))
    assert row["id"] == "loss"
    assert row["records"] == "list:7"
    assert row["licences"] == "List; CC0-1.0 https://example.org/cc0; The list"
    assert row["citation"] == f"Trial, data snapshot {dangerous.name}, 2026-01-01"
    assert row["filter"] == "founded: from 1990"


def test_xlsx_has_all_rows_no_formula_and_a_sheet_of_sources(dangerous: Snapshot) -> None:
    file = io.BytesIO()
    export.write_xlsx(dangerous, Filter(), file, lang="bg")
    book = load_workbook(file)
    assert book.sheetnames == ["Организации", "Източници"]
    sheet = book["Организации"]
    assert sheet.max_row == 1 + len(EVIL) + 2
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    head = [cell.value for cell in sheet[1]]
    assert tuple(head) == export.columns()
    named = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert named["o0"][1].value == "'=1+1"
    assert named["loss"][head.index("profit_value")].value == -24.5
    about = {row[0].value: row[1].value for row in book["Източници"].iter_rows()}
    assert about["източник"] == "Списък; CC0-1.0 https://example.org/cc0; The list"
    assert about["count"] == str(len(EVIL) + 2)


def test_xlsx_keeps_blanks_and_marks_and_drops_what_xml_cannot_hold(write: Write) -> None:
    names = {
        "marks": 'R&D <b> "x" > y',
        "blanks": "  two  ends ",
        "lines": "one\ntwo",
        "control": "a\x01b",
        "long": "я" * 40_000,
    }
    snapshot = write([organisation(org, name_bg=name, has_disagreement=True, founded_year=1999, lon=23.5, lat=42.0)
                      for org, name in names.items()])  # fmt: skip
    file = io.BytesIO()
    export.write_xlsx(snapshot, Filter(), file)
    sheet = load_workbook(file)["Organisations"]
    head = [cell.value for cell in sheet[1]]
    rows = {row[0]: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {org: row["name_bg"] for org, row in rows.items()} == {
        **names, "control": "ab", "long": "я" * 32_767,
    }  # fmt: skip
    kept = rows["marks"]
    assert (kept["has_disagreement"], kept["founded_year"], kept["lon"]) == (True, 1999, 23.5)
    assert kept["headcount_value"] is None
    assert sheet.freeze_panes == "C2"
    assert sheet.dimensions.endswith("6")
    other = python_calamine.load_workbook(io.BytesIO(file.getvalue())).get_sheet_by_name("Organisations").to_python()
    assert [row[:2] for row in other[1:]] == [[org, row["name_bg"]] for org, row in rows.items()]


def test_geojson_has_points_where_places_are_known(write: Write) -> None:
    snapshot = write([organisation("here", lon=23.3, lat=42.7, place_precision="settlement"), organisation("nowhere")])
    file = io.BytesIO()
    export.write_geojson(snapshot, Filter(), file)
    made = json.loads(file.getvalue())
    assert made["type"] == "FeatureCollection"
    assert made["citation"].startswith("Trial")
    assert [(f["id"], f["geometry"]) for f in made["features"]] == [
        ("here", {"type": "Point", "coordinates": [23.3, 42.7]}), ("nowhere", None),
    ]  # fmt: skip


def test_every_format_has_the_rows_of_the_counter(economy: Snapshot, tmp_path: Path) -> None:
    asked = Filter.from_params({"district": ["SOF", "RSE"], "headcount_min": ["10"], "year": ["2023"]})
    for form in export.FORMATS:
        export.write_file(economy, asked, tmp_path / f"taken.{form}", form=form)
    ids = [row["id"] for row in csv.DictReader(io.StringIO((tmp_path / "taken.csv").read_text("utf-8-sig")))]
    assert ids
    features = json.loads((tmp_path / "taken.geojson").read_text("utf-8"))["features"]
    assert [feature["id"] for feature in features] == ids
    columnar = parquet.ParquetFile(tmp_path / "taken.parquet").read(use_threads=False)
    assert columnar["id"].to_pylist() == ids
    assert columnar.schema.metadata[b"citation"].startswith(b"Synthetic economy (synthetic data)")
    sheet = load_workbook(tmp_path / "taken.xlsx")["Organisations"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)] == ids
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".geojson", ".parquet", ".xlsx"]


def test_too_many_rows_for_a_worksheet_are_refused_and_leave_no_file(
    dangerous: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 3)
    with pytest.raises(export.TooManyRows, match="take CSV or Parquet"):
        export.write_file(dangerous, Filter(), tmp_path / "a.xlsx", form="xlsx")
    assert list(tmp_path.glob("a.*")) == []


@pytest.mark.parametrize(("name", "value"), [("form", "doc"), ("lang", "fr"), ("delimiter", "|")])
def test_an_export_that_cannot_be_made_says_what_can(
    dangerous: Snapshot, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(FilterError, match="write one of"):
        export.write_file(dangerous, Filter(), tmp_path / "a", **{"form": "csv", name: value})


def test_the_map_in_python(economy: Snapshot) -> None:
    chosen = karta.open_snapshot(economy.path).filter(district=["SOF", "RSE"], headcount_min=50)
    assert len(chosen) == chosen.totals["count"] == chosen.to_arrow().num_rows == len(chosen.to_dicts()) > 0
    narrower = chosen.filter(kind="company", headcount_unknown=True)
    assert dict(narrower.asked.to_params()) == {
        "district": "SOF", "kind": "company", "headcount_min": "50", "headcount_unknown": "true",
    }  # fmt: skip
    assert len(chosen.filter(district=None)) >= len(chosen)


@pytest.mark.parametrize("year", [None, 2023])
def test_beside_each_figure_stands_what_its_claim_says(economy: Snapshot, year: int | None) -> None:
    shown = "is_shown" if year is None else f"is_year_winner AND f.year = {year}"
    told = economy.connection().execute(
        f"""SELECT org_id, measure, c.value::DOUBLE, unit, as_published, c.source_id, publication_title
        FROM figures f JOIN claims c USING (org_id, claim_id) WHERE {shown} AND measure IN {MEASURES}"""
    ).fetchall()  # fmt: skip
    expected = {(org_id, measure): rest for org_id, measure, *rest in told}
    names = ("published_value", "unit", "as_published", "source_id", "publication")
    _, batches = export.arrow_batches(
        economy, Filter.from_params(EVERY | ({"year": [str(year)]} if year else {})), "en"
    )
    made = {
        (row["id"], measure): [row[f"{measure}_{name}"] for name in names]
        for batch in batches
        for row in batch.to_pylist()
        for measure in MEASURES
        if row[f"{measure}_state"] != "unknown"
    }
    assert made
    assert made == expected


def test_pieces_of_any_size_make_the_same_file(economy: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Filter.from_params({"district": ["SOF", "RSE"]})
    forms = {csv_file: export.csv_pieces, geojson_file: export.geojson_pieces, parquet_file: export.parquet_pieces}

    def made() -> list[object]:
        csv_text, geojson_text, columnar = (b"".join(pieces(economy, asked)) for pieces in forms.values())
        return [csv_text, geojson_text, parquet.read_table(io.BytesIO(columnar)).to_pylist()]

    whole = made()
    for module in forms:
        monkeypatch.setattr(module, "PIECE", 7)
    assert made() == whole


def test_a_parquet_file_has_plain_texts_that_are_written_once(economy: Snapshot) -> None:
    file = parquet.ParquetFile(io.BytesIO(b"".join(export.parquet_pieces(economy, Filter()))))
    assert {str(kind) for kind in file.schema_arrow.types} == {"string", "double", "int32", "bool"}
    citation = file.metadata.row_group(0).column(export.columns().index("citation"))
    assert "RLE_DICTIONARY" in citation.encodings
    assert citation.total_uncompressed_size < 1_000


@pytest.mark.parametrize(
    ("number", "text"),
    [(13.0, "13"), (-0.0, "0"), (0.1, "0.1"), (-24.5, "-24.5"), (1e20, "100000000000000000000"), (1e-7, "0.0000001"),
     (1234567890123456.0, "1234567890123456"), (None, None)],
)  # fmt: skip
def test_numbers_are_written_as_by_hand(number: float | None, text: str | None) -> None:
    assert written(pa.array([number, 2.5], pa.float64())).to_pylist() == [text, "2.5"]


def test_a_figure_without_its_claim_leaves_the_claims_columns_empty(write: Write) -> None:
    row = csv_rows(write([organisation("alone", headcount=(3, 3, 2024), headcount_claim_id="gone")]), Filter())[0]
    assert [row[f"headcount_{name}"] for name in ("value", "published_value", "unit", "publication")] == [
        "3",
        "",
        "",
        "",
    ]
