"""The same steps on Apache Spark. Tables go to it, and what it makes comes back, as Parquet files.

The extra `spark` of the package brings PySpark; Java 17 or newer has to be on the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis
import pyarrow as pa

from karta.pipeline.engine import Batch, EngineError, Expression

if TYPE_CHECKING:
    from ibis.expr.types import Table
    from pyspark.sql import DataFrame, SparkSession

_OLDEST_JAVA = 17
_ROWS = 20_000  # in one file of a table that is handed over; a task reads whole files
_BATCH = 5_000  # rows that Python gets at a time
_MEMORY = "3g"  # of the JVM; what does not fit there goes to disk
_ELSE_EN = "or build with --engine duckdb, which gives the same"
_ELSE_BG = "или използвайте --engine duckdb, който дава същото"


class SparkEngine:
    """Spark on this machine."""

    name = "spark"

    def __init__(self, folder: Path) -> None:
        """`folder`: where tables change hands; emptied first. A session that lives in this process serves as it is.

        Errors: EngineError where Spark cannot start.
        """
        self._folder = folder.absolute()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        living = _living_session()
        self._is_own = living is None
        self._session = living or started(self._folder)
        self._steps = 0

    def create(self, con: duckdb.DuckDBPyConnection, table: str, expression: Expression) -> None:
        """As Engine says."""
        step, backend, given = self._step(), ibis.duckdb.from_connection(con), set[str]()

        def found(name: str) -> Table:
            if name not in given:
                given.add(name)
                self._hand_over(con, name, step).createOrReplaceTempView(name)
            # With the types of DuckDB, so that it is the same expression for both.
            return ibis.table(backend.table(name).schema(), name=name)

        made = expression(found)
        with _without_pandas():
            query = ibis.pyspark.compile(made)
        self._take_back(con, table, made.schema(), lambda: self._session.sql(query), step)
        for name in given:
            self._session.catalog.dropTempView(name)

    def map_batches(
        self, con: duckdb.DuckDBPyConnection, table: str, source: str, function: Batch, schema: pa.Schema
    ) -> None:
        """As Engine says."""
        from pyspark.sql.pandas.types import from_arrow_schema

        step = self._step()
        rows = self._hand_over(con, source, step)

        def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return map(function, batches)

        def mapped() -> DataFrame:
            with _without_pandas():
                return rows.mapInArrow(each, from_arrow_schema(schema))

        self._take_back(con, table, ibis.Schema.from_pyarrow(schema), mapped, step)

    def close(self) -> None:
        """As Engine says. The JVM ends with this process."""
        if self._is_own:
            self._session.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _step(self) -> Path:
        self._steps += 1
        folder = self._folder / f"{self._steps:03}"
        folder.mkdir()
        return folder

    def _hand_over(self, con: duckdb.DuckDBPyConnection, table: str, step: Path) -> DataFrame:
        """A table of the connection, as Spark reads it."""
        wide = con.execute(
            "SELECT column_name FROM (DESCRIBE FROM query_table($table)) WHERE column_type LIKE '%HUGEINT%'",
            {"table": table},
        ).fetchall()
        if wide:  # Parquet would hold it as a floating-point number
            raise TypeError(f"{table}: {wide[0][0]} is a HUGEINT, which Spark does not have; cast it to BIGINT")
        con.execute(
            f"COPY {table} TO '{_quoted(step / table)}' (FORMAT parquet, ROW_GROUP_SIZE {_ROWS}, ROW_GROUPS_PER_FILE 1)"
        )
        return self._session.read.parquet(str(step / table))

    def _take_back(
        self, con: duckdb.DuckDBPyConnection, table: str, schema: ibis.Schema, made: Callable[[], DataFrame], step: Path
    ) -> None:
        """Run what Spark is to do, and write it into the connection with the types that DuckDB gives it."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            made().write.parquet(str(step / "made"))
        except (PySparkException, Py4JError) as error:
            why, log = str(error).partition("\n")[0], _log(self._folder)
            raise EngineError(
                "spark_failed",
                f"Spark could not make {table}: {why}; read {log}, {_ELSE_EN}",
                f"Spark не успя да направи {table}: {why}; вижте {log} {_ELSE_BG}",
            ) from error
        con.execute(f"DROP TABLE IF EXISTS {table}")
        ibis.duckdb.from_connection(con).create_table(table, schema=schema, temp=True)
        con.execute(f"INSERT INTO {table} BY NAME FROM read_parquet('{_quoted(step / 'made')}/*.parquet')")
        shutil.rmtree(step)


def _living_session() -> SparkSession | None:
    _require_pyspark()
    with _without_pandas():
        from pyspark.sql import SparkSession
    return SparkSession.getActiveSession()


def started(folder: Path) -> SparkSession:
    """A session of Spark on all cores of this machine, which asks no other one. Errors: EngineError.

    `folder`: for what does not fit into memory. What Spark prints goes to a file beside it.
    """
    _require_pyspark()
    _require_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with _without_pandas(), _log(folder).open("wb") as log:
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession

        conf = SparkConf().setAll(_settings(folder).items())
        # One JVM a process: Spark keeps it for the next session.
        is_there = SparkContext._gateway is not None
        gateway = None if is_there else launch_gateway(conf, {"stdout": log, "stderr": log})
        return SparkSession(SparkContext(conf=conf, gateway=gateway))


def _settings(folder: Path) -> dict[str, str]:
    cores = os.cpu_count() or 1
    return {
        "spark.master": f"local[{cores}]",
        "spark.app.name": "karta",
        # Both: with one of them Spark advertises another address of the machine.
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.driver.memory": _MEMORY,
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(cores),
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH),
        # Days before 1582 stay what they are.
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    }


def _require_pyspark() -> None:
    if find_spec("pyspark") is None or find_spec("pandas") is None:
        raise EngineError(
            "no_spark",
            f"--engine spark: PySpark is not installed; install karta with its extra spark, {_ELSE_EN}",
            f"--engine spark: PySpark не е инсталиран; инсталирайте karta с допълнението spark {_ELSE_BG}",
        )


def _require_java() -> None:
    version = java_version()
    if version is None or version < _OLDEST_JAVA:
        found = ("Java is not here", "Java липсва")
        if version is not None:
            found = (f"Java {version} is too old", f"Java {version} е твърде стара")
        raise EngineError(
            "no_java",
            f"--engine spark: {found[0]}; install Java {_OLDEST_JAVA} or newer, {_ELSE_EN}",
            f"--engine spark: {found[1]}; инсталирайте Java {_OLDEST_JAVA} или по-нова {_ELSE_BG}",
        )


def java_version() -> int | None:
    """The main version of the Java that Spark would start: 17; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).is_file():
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603 - Java of this machine
    found = re.search(r'version "(?:1\.)?(\d+)', said)  # up to 8 they were called 1.8
    return int(found[1]) if found else None


@contextmanager
def _without_pandas() -> Iterator[None]:
    """PySpark warns of pandas 3 when it starts and calls Python, though batches of Arrow do without pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def _log(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.log")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
