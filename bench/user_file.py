"""A user's own file of 100,000 rows, from nothing to its preview."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

from bench.measure import Figure, run_karta
from karta.vocab.eik import is_valid_eik

ROWS = 100_000


def preview() -> list[Figure]:
    """Guess the columns, then show how each row will be understood."""
    with tempfile.TemporaryDirectory() as folder:
        data, file, mapping = (Path(folder) / name for name in ("data", "members.csv", "mapping.yml"))
        data.mkdir()
        _write(file)
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


def _write(path: Path) -> None:
    """An invented member list: one row in a hundred has a fault, figures in the Bulgarian manner."""
    rng = random.Random(7)
    towns = ["София", "Пловдив", "Варна", "Бургас", "Русе", "Стара Загора", "Плевен"]
    head = ["ЕИК", "Наименование", "Град", "КИД", "Наети 2022", "Наети 2023", "Приходи 2023 (хил. лв.)"]
    number = 100_000_000
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(";".join([*head, "Печалба 2023 (хил. лв.)\n"]))
        for row in range(ROWS):
            number += rng.randint(1, 9)
            while not is_valid_eik(str(number)):
                number += 1
            people = rng.randint(1, 900)
            money = f"{people * rng.randint(30, 90):,}".replace(",", " ") + f",{rng.randint(0, 9)}"
            cells = [number if row % 100 else number + 1, f"„Дружество {row}“ ООД", rng.choice(towns), "21.20"]
            out.write(";".join(map(str, [*cells, people, people + 3, money, f"{rng.randint(-900, 4000)},5\n"])))
