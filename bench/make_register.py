"""Writes a synthetic commercial register: daily messages, other lists that name its companies, and the truth beside.

    .venv/bin/python -m bench.make_register FOLDER [--deeds 100000] [--days 5] [--changes 2000] [--others 60000]

    FOLDER/bg_registryagency_trade_register/20260105.xml, 20260105_1.xml …   the initial load, 50,000 deeds a file
    FOLDER/bg_registryagency_trade_register/20260106.xml …                   one message a working day
    FOLDER/others/others.csv                                                 records of other lists
    FOLDER/truth/deeds-*.parquet, others.parquet                             what is true

FOLDER serves as KARTA_MIRROR. Same arguments, same bytes. Every company is put together from word lists; every person
is invented, and so are their numbers (born after 2089).
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.register.deeds import LOADED, make_deed
from bench.register.life import write_days
from bench.register.messages import END, deed_xml, start
from bench.register.others import write_others
from bench.register.truth import write_truth

SOURCE = "bg_registryagency_trade_register"
BLOCK = 50_000


def make_register(folder: Path, *, deeds: int, days: int = 0, changes: int = 2000, others: int = 0, seed: int = 1,
                  block: int = BLOCK) -> None:  # fmt: skip
    """Write the register; `changes`: deeds in each day's message. Memory: deeds that change, and one block's truth."""
    messages = folder / SOURCE
    messages.mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(exist_ok=True)
    changed = write_days(messages, seed=seed, deeds=deeds, days=days, changes=changes)
    write_truth(folder / "truth/deeds-changed.parquet", [changed[index] for index in sorted(changed)])
    firsts = range(0, deeds, block)
    write = partial(_write_block, folder, seed, deeds, block, frozenset(changed))
    if len(firsts) == 1:
        write(0)
    else:
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            list(pool.map(write, firsts))
    if others:
        write_others(folder, seed=seed, deeds=deeds, count=others, changed=changed)


def _write_block(folder: Path, seed: int, deeds: int, block: int, changed: frozenset[int], first: int) -> None:
    """One file of the initial load, and the truth of those of its deeds that never change."""
    number = first // block
    name = f"{LOADED:%Y%m%d}" + (f"_{number}" if number else "") + ".xml"
    unchanged = []
    with (folder / SOURCE / name).open("w", encoding="utf-8", buffering=1 << 20) as file:
        file.write(start(LOADED))
        for index in range(first, min(first + block, deeds)):
            deed = make_deed(seed, index, deeds)
            status = "C" if deed.status[-1][1] in ("deleted", "merged") else "N"
            file.write(deed_xml(deed, deed.entries, status))
            if index not in changed:
                unchanged.append(deed)
        file.write(END)
    write_truth(folder / f"truth/deeds-{number:04d}.parquet", unchanged)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, value in (("deeds", 100_000), ("days", 5), ("changes", 2000), ("others", 60_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    make_register(asked.folder, deeds=asked.deeds, days=asked.days, changes=asked.changes, others=asked.others,
                  seed=asked.seed)  # fmt: skip


if __name__ == "__main__":
    main()
