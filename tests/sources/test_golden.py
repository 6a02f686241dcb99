"""Each connector on its own sample, line by line; `make golden` rewrites, the diff is the review."""

from __future__ import annotations

import pytest

from karta import sources
from karta.sources.golden import golden_text


@pytest.mark.parametrize("source_id", sources.source_ids())
def test_sample_gives_its_golden_records(source_id, rewrite_golden):
    golden = sources.SOURCES / source_id / "sample" / "golden.jsonl"
    given = golden_text(source_id)
    if rewrite_golden:
        golden.write_text(given, "utf-8")
    assert given == golden.read_text("utf-8")
    assert given
