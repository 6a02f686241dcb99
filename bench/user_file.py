"""A user's own file of 100,000 rows, from nothing to its preview."""

from __future__ import annotations

import csv
import json
import random
import tempfile
from pathlib import Path

from bench.measure import Figure, run_karta

ROWS = 100_000


def preview() -> list[Figure]:
    """Guess the columns, then show how each row will be understood."""
    with tempfile.TemporaryDirectory() as folder:
        data, file = Path(folder) / "data", Path(folder) / "members.csv"
        data.mkdir()
        _write(file)
        guessed = run_karta("import", file, "--guess", "--json", data=data)
        mapping = Path(folder) / "mapping.yml"
        # JSON is YAML too: the guess is a mapping file as it stands.
        mapping.write_text(
            json.dumps(json.loads(guessed.output.splitlines()[-1])["mapping"], ensure_ascii=False), "utf-8"
        )
        shown = run_karta("import", file, "--map", mapping, "--preview", "--json", data=data)
        rows = json.loads(shown.output.splitlines()[-1])["rows"]
        if rows != ROWS:
            raise RuntimeError(f"the preview speaks of {rows} rows, the file has {ROWS}")
        return [
            Figure("CSV of 100,000 rows: columns guessed", guessed.seconds, "s"),
            Figure("CSV of 100,000 rows: preview", shown.seconds, "s", 5),
            Figure("CSV of 100,000 rows: memory at the preview", shown.peak_gib, "GiB"),
        ]


def _write(file: Path) -> None:
    """Invented rows; numbers of nine digits whose check digit holds for some of them only."""
    rng = random.Random(1)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, delimiter=";")
        rows.writerow(["ЕИК", "Наименование", "Населено място", "Заети 2024", "Приходи 2024 (хил. лв.)"])
        for n in range(ROWS):
            rows.writerow(
                [
                    f"{rng.randrange(100_000_000, 999_999_999)}",
                    f"Синтетична организация {n} ООД",
                    rng.choice(["София", "Пловдив", "Варна", "Русе", "Ботевград"]),
                    rng.randrange(0, 500),
                    f"{rng.randrange(0, 90_000)},{rng.randrange(0, 9)}",
                ]
            )
