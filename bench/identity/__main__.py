"""Measures who is who: `python -m bench.identity` writes docs/reference/quality.md; `… names gold` only prints."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench.identity import affiliations, gold_set, linking, name_pairs, places, register, sectors
from bench.measure import PROJECT, commit

PAGE = PROJECT / "docs/reference/quality.md"
SECTIONS = {
    "names": ("Company names beside a published peer", name_pairs.table,
              "Rows of `bench_name_pairs` (OpenSanctions, MIT) with schema Company. Nothing is tuned on them."),
    "gold": ("Gold set of Bulgarian names", gold_set.table,
             "`gold/README.md` says how the pairs were made and what they are not. Trained on the open half; intervals"
             " are Wilson's, 95 %."),
    "linking": ("Linking at the size of the register", linking.table,
                "Made by `bench.make_register`: its companies are put together from word lists, so that more of them"
                " have near names than in life; in life every company is in the register."),
    "register": ("From the register to a map, and a day", register.table,
                 "Made by `bench.make_register`, measured by `python -m bench.who_is_who FOLDER`."),
    "curation": ("Curation queue", register.curation_table,
                 "100,000 pairs of a synthetic economy, asked over HTTP one after another."),
    "affiliations": ("Organisation of an affiliation", affiliations.table,
                     "Rows of `bench_affiliation_ror` whose truth is among the 51,370 organisations of the mirror's ROR"
                     " list, and rows that must get no answer. Fitted on half of the rows, by the hash of their text;"
                     " the figures are of the other half. Published scores are of the authors' own parts and of the"
                     " whole registry: compare in kind, not to the third decimal. Fewer organisations to be mistaken"
                     " for make ours easier. Intervals: F1 by drawing rows again, the rest Wilson's, 95 %."),
    "sectors": ("Sector from text", sectors.table,
                "`gold/activities/README.md` says how the texts were made and what the figures do not tell."),
    "places": ("Places of addresses", places.table,
               "Addresses written for it, and six made of every settlement. The rules and the written list were made"
               " together, so that the list is not blind."),
}  # fmt: skip


def main(asked: list[str]) -> int:
    texts = []
    for name in asked or SECTIONS:
        title, table, note = SECTIONS[name]
        texts.append(f"## {title}\n\n{note}\n\n{table()}\n")
        print(texts[-1])
    if not asked:
        PAGE.write_text(_page(texts), "utf-8")
        print(f"written: {PAGE.relative_to(PROJECT)}")
    return 0


def _page(texts: list[str]) -> str:
    head = f"# Quality\n\nWritten by `make bench-identity` on {datetime.now(tz=UTC):%Y-%m-%d}, commit {commit()}.\n\n"
    return head + "\n".join(texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
