"""A user's own file of 100,000 rows, from nothing to its preview."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.import_preview import write_file
from bench.measure import Figure, run_karta

ROWS = 100_000


def preview() -> list[Figure]:
    """Guess the columns, then show how each row will be understood."""
    with tempfile.TemporaryDirectory() as folder:
        data, file, mapping = (Path(folder) / name for name in ("data", "members.csv", "mapping.yml"))
        data.mkdir()
        write_file(file, ROWS)
        guessed = run_karta("import", file, "--guess", "--json", data=data)
        keys = json.loads(guessed.output.splitlines()[-1])["mapping"] | {
            "licence": "CC0-1.0",
            "attribution": "invented",
        }
        # JSON is YAML too: the guess is a mapping file as it stands.
        mapping.write_text(json.dumps(keys, ensure_ascii=False), "utf-8")
        shown = run_karta("import", file, "--map", mapping, "--preview", "--json", data=data)
        rows = json.loads(shown.output.splitlines()[-1])["rows"]
        if rows != ROWS:
            raise RuntimeError(f"the preview speaks of {rows} rows, the file has {ROWS}")
    return [
        Figure("CSV of 100,000 rows: columns guessed", guessed.seconds, "s"),
        Figure("CSV of 100,000 rows: preview", shown.seconds, "s", 5),
        Figure("CSV of 100,000 rows: memory at the preview", shown.peak_gib, "GiB"),
    ]
