"""Spark gives what DuckDB gives: values and types of a step, and whole snapshots row by row.

All tests of this file use one session of Spark, which takes ten seconds to start.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from bench.make_register import SOURCE, make_register
from typer.testing import CliRunner

from conftest import PROJECT, leave_out
from karta import sources
from karta.cli import app
from karta.pipeline.engine import DuckdbEngine, Engine, EngineError, opened
from karta.pipeline.engine_spark import SparkEngine, java_version, started
from karta.pipeline.link.name_keys import NAME_KEYS, read_batch
from typed import steps

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# One row of values, one of their opposites, one of nothing.
VALUES = """
SELECT * FROM (VALUES
    (1::TINYINT, 2::SMALLINT, 3::INTEGER, 4::BIGINT, 'inf'::DOUBLE, 'Ж"''\\', true, DATE '1088-01-01', ['x', NULL],
        1.5::DECIMAL(9, 2), TIMESTAMP '1969-12-31 23:59:59.123456'),
    (-128, -32768, -2147483648, -9223372036854775808, '-inf', '', false, DATE '2024-02-29', [], -2.25,
        TIMESTAMP '2024-02-29 00:00:00'),
    (NULL, NULL, NULL, NULL, 'nan', NULL, NULL, NULL, NULL, NULL, NULL)
) AS v(tiny, small, whole, big, real, words, is_so, on_day, list, exact, instant)
"""
COMPARED = ("organisations", "links", "candidates", "figures", "claims")


@pytest.fixture(scope="module")
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """The session that every engine of this file finds."""
    with pytest.MonkeyPatch.context() as patch:
        if not request.config.getoption("--long"):  # a minute is too short for Java's better compiler to pay
            patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        try:
            session = started(tmp_path_factory.mktemp("session") / "spark")
        except EngineError as error:
            leave_out(error.message_en)
    yield session
    session.stop()


@pytest.fixture
def spark(session: SparkSession, tmp_path: Path) -> Iterator[Engine]:
    engine = SparkEngine(tmp_path / "spark")
    yield engine
    engine.close()


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE given AS {VALUES}")
        yield con


def described(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    return con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()


def differing(con: duckdb.DuckDBPyConnection, one: str, other: str) -> tuple[list[Any], ...]:
    """Rows that only one of two relations has, some of them."""
    return tuple(
        con.execute(f"(FROM {a} EXCEPT ALL FROM {b}) LIMIT 5").fetchall() for a, b in ((one, other), (other, one))
    )


def test_every_type_goes_to_spark_and_comes_back(spark: Engine, con: duckdb.DuckDBPyConnection) -> None:
    spark.create(con, "came_back", lambda table: table("given"))
    assert described(con, "came_back") == described(con, "given")
    assert differing(con, "came_back", "given") == ([], [])


def test_one_expression_gives_the_same_values_and_types(spark: Engine, con: duckdb.DuckDBPyConnection) -> None:
    def expression(table: Any) -> Any:
        given = table("given")
        return given.mutate(
            more=given.tiny + 1,
            total=given.small.sum(),
            some=given.is_so.max().over(ibis.window(group_by="words")),
            place=ibis.row_number().over(ibis.window(order_by=[given.words, given.real.desc()])),
            is_endless=given.real == float("inf"),
            bits=(ibis.literal(1000.0) / (given.tiny.fill_null(6) + 130)).log2().round().cast("int64"),
            nothing=ibis.null("int16"),
        )

    spark.create(con, "by_spark", expression)
    DuckdbEngine().create(con, "by_duckdb", expression)
    assert described(con, "by_spark") == described(con, "by_duckdb")
    assert differing(con, "by_spark", "by_duckdb") == ([], [])


@pytest.mark.parametrize("rows", [0, 12_000])
def test_python_over_batches_gives_the_same(spark: Engine, con: duckdb.DuckDBPyConnection, rows: int) -> None:
    con.execute(f"CREATE TABLE names AS SELECT 'Завод ' || i || ' ООД' AS name FROM range({rows}) r(i)")
    spark.map_batches(con, "by_spark", "names", read_batch, NAME_KEYS)
    batches = con.table("names").to_arrow_table().to_batches()
    con.register("read", pa.Table.from_batches(map(read_batch, batches), schema=NAME_KEYS))
    assert described(con, "by_spark") == described(con, "read")
    assert differing(con, "by_spark", "read") == ([], [])


def test_numbers_that_parquet_would_round_are_refused(spark: Engine, con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE sums AS SELECT sum(big) AS total FROM given")
    with pytest.raises(TypeError, match="sums: total is a HUGEINT"):
        spark.create(con, "by_spark", lambda table: table("sums"))


def test_a_step_that_fails_names_the_table_and_the_log(
    spark: Engine, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as failed:
        spark.map_batches(con, "names_read", "given", read_batch, NAME_KEYS)  # there is no column `name`
    assert failed.value.code == "spark_failed"
    assert failed.value.message_en.startswith("Spark could not make names_read: ")
    assert f"read {tmp_path / 'spark.log'}, or build with --engine duckdb" in failed.value.message_en


def test_without_java_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_version() is None
    with pytest.raises(EngineError) as refused:
        started(tmp_path / "spark")
    assert refused.value.message_en.startswith("--engine spark: Java is not here; install Java 17 or newer, or build ")


@pytest.mark.parametrize(("said", "version"), [("1.8.0_392", 8), ("11.0.2", 11), ("17", 17), ("21.0.1-ea", 21)])
def test_java_tells_its_version(said: str, version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin/java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{said}\" 2026-01-01' >&2\n", "utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_version() == version


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="flink: one of duckdb, spark"), opened("flink", tmp_path):
        pass
    refused = CliRunner().invoke(app, ["build", "--engine", "flink", "--data", str(tmp_path)])
    assert refused.exit_code == 2


@dataclass
class Built:
    """One data folder, built by both engines."""

    told: dict[str, dict[str, Any]]  # last line of `karta build --json`, by engine
    folders: dict[str, Path]

    def assert_equal(self) -> dict[str, int]:
        """How many rows each table has. Rows are compared first: a hash says only that something differs."""
        counts = {}
        with duckdb.connect() as con:
            for table in COMPARED:
                one, other = (f"read_parquet('{folder}/{table}.parquet')" for folder in self.folders.values())
                assert described(con, f"FROM {one}") == described(con, f"FROM {other}")
                assert (table, *differing(con, one, other)) == (table, [], [])
                counts[table] = con.execute(f"SELECT count(*) FROM {one}").fetchall()[0][0]
        assert self.told["duckdb"]["hash"] == self.told["spark"]["hash"]
        return counts


def run(*arguments: str) -> list[dict[str, Any]]:
    """A command that is told to print JSON."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def build_twice(data: Path, folder: Path) -> Built:
    """Build copies of a data folder, one by each engine."""
    built = Built({}, {})
    for engine in ("duckdb", "spark"):
        copy = shutil.copytree(data, folder / engine, symlinks=True)
        built.told[engine] = run("build", "--engine", engine, "--data", str(copy), "--json")[-1]
        assert built.told[engine]["engine"] == engine
        built.folders[engine] = copy / "snapshots" / built.told[engine]["snapshot"]
    return built


def with_register(data: Path, *, deeds: int, others: int, more: tuple[str, ...]) -> None:
    """A data folder with an invented register, other lists that name its companies, and further sources."""
    make_register(data.parent / "register", deeds=deeds, others=others)
    wanted = json.dumps([SOURCE, "user_other_lists", *more])
    data.mkdir()
    (data / "map.yml").write_text(
        f"title: {{bg: Проба, en: Trial}}\ndefault_country: BG\nsynthetic: true\nsources: {wanted}\n", "utf-8"
    )
    run("fetch", SOURCE, "--data", str(data), "--mirror", str(data.parent / "register"), "--json")
    others_map = PROJECT / "bench/register/others.yml"
    run("import", str(data.parent / "register/others/others.csv"), "--map", str(others_map), "--data", str(data),
        "--json")  # fmt: skip


def test_three_thousand_records_become_the_same_snapshot(session: SparkSession, tmp_path: Path) -> None:
    with_register(tmp_path / "data", deeds=2000, others=800, more=tuple(sources.default_source_ids()))
    built = build_twice(tmp_path / "data", tmp_path)
    counts = built.assert_equal()
    assert counts["links"] >= 3000
    assert min(counts.values()) > 0
    assert built.told["spark"]["linking"]["rules"]["model"] > 0
    assert not (tmp_path / "spark/work/spark").exists()


@pytest.mark.long
def test_the_page_on_spark_as_printed(session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed = [step.text.split() for step in steps(PROJECT / "docs/how-to/build-on-spark.md")]
    assert [words[0] for words in typed] == [".venv/bin/karta", ".venv/bin/karta"]
    by_spark, by_duckdb = (run(*words[1:])[-1] for words in typed)
    assert (by_spark["engine"], by_duckdb["engine"]) == ("spark", "duckdb")
    assert by_spark["hash"] == by_duckdb["hash"]
    assert (by_spark["is_new"], by_duckdb["is_new"]) == (True, False)


@pytest.mark.long
@pytest.mark.mirror
@pytest.mark.parametrize(("source", "country"), [("ro_mf_balance_sheets", "RO"), ("uk_gpg_gender_pay_gap", "GB")])
def test_other_countries_become_the_same_snapshot(
    session: SparkSession, mirror: Path, tmp_path: Path, source: str, country: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "map.yml").write_text(
        f"title: {{bg: Проба, en: Trial}}\ndefault_country: {country}\nsources: [{source}]\n", "utf-8"
    )
    run("fetch", "--data", str(data), "--mirror", str(mirror), "--json")
    counts = build_twice(data, tmp_path).assert_equal()
    assert counts["figures"] > counts["organisations"] > 3000


@pytest.mark.long
def test_a_hundred_thousand_deeds_become_the_same_snapshot(session: SparkSession, tmp_path: Path) -> None:
    with_register(tmp_path / "data", deeds=100_000, others=6000, more=())
    built = build_twice(tmp_path / "data", tmp_path)
    assert built.assert_equal()["links"] > 100_000
    assert built.told["spark"]["linking"]["rules"]["model"] > 1000
