"""Files of the index are mapped: they hold no file open, outlive their names and cannot be written to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from karta.snapshot.index.pages import let_go, mapped, mapped_array, mapped_numbers
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import SNAPSHOT_TABLES


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.parametrize("shape", [(7,), (3, 4), (0,), (0, 5)])
@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.float32])
def test_an_array_is_as_numpy_wrote_it_and_is_read_only(tmp_path: Path, shape: tuple[int, ...], kind: type) -> None:
    wrote = np.arange(np.prod(shape)).reshape(shape).astype(kind)
    np.save(tmp_path / "a.npy", wrote)
    before = open_files()
    read = mapped_array(tmp_path / "a.npy")
    assert open_files() == before
    (tmp_path / "a.npy").unlink()
    assert read.dtype == wrote.dtype
    assert np.array_equal(read, wrote)
    if read.size:
        with pytest.raises(ValueError, match="read-only"):
            read[0] = 1


def test_a_table_stays_readable_when_its_file_is_deleted_and_its_pages_are_let_go(tmp_path: Path) -> None:
    table = pa.table({"n": list(range(10_000)), "text": [f"row {n}" for n in range(10_000)]})
    with pa.OSFile(str(tmp_path / "t.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    read = mapped(tmp_path / "t.arrow")
    (tmp_path / "t.arrow").unlink()
    let_go()
    assert read.equals(table)


def test_numbers_without_a_header(tmp_path: Path) -> None:
    (tmp_path / "n.u64").write_bytes(np.array([1, 2, 3], dtype=np.uint64).tobytes())
    assert mapped_numbers(tmp_path / "n.u64", np.uint64).tolist() == [1, 2, 3]


def test_a_file_that_is_not_there_or_empty_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.u64"):
        mapped_numbers(tmp_path / "gone.u64", np.uint64)
    (tmp_path / "empty.u64").touch()
    with pytest.raises(OSError, match=r"empty\.u64"):
        mapped_numbers(tmp_path / "empty.u64", np.uint64)


def test_an_open_snapshot_holds_open_no_more_than_its_tables(demo_data: Path) -> None:
    before = open_files()
    opened = Snapshot((demo_data / "snapshots" / "current").resolve())
    assert sum(1 for path in (opened.path / "index").rglob("*") if path.is_file()) > 300
    assert open_files() - before <= len(SNAPSHOT_TABLES) + 10
