"""Figures as they were measured, kept beside the data, and the page that is written of them."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import PROJECT, Figure, commit, machine

FIGURES = PROJECT / "data/bench/figures"


class Record:
    """One page of docs/reference: an introduction, and a table for each part (name → heading) as last measured."""

    def __init__(self, name: str, title: str, introduction: str, headings: Mapping[str, str]) -> None:
        self.name, self.title, self.introduction, self.headings = name, title, introduction, headings

    def measure(self, part: str, figures: Callable[[], list[Figure]], *, is_tried: bool) -> bool:
        """Measure a part and print it, and write the page unless it is only tried; whether it failed."""
        print(f"▸ {part}", flush=True)
        try:
            made, failed = figures(), False
        except Exception as error:
            traceback.print_exc()
            made, failed = [Figure(f"not measured: {type(error).__name__}", float("nan"), "", 0)], True
        for one in made:
            print(f"  {one.row}", flush=True)
        if not is_tried:
            self._keep(part, made)
            (PROJECT / f"docs/reference/{self.name}.md").write_text(self._page(), "utf-8")
        return failed

    def chosen(self, arguments: Sequence[str]) -> tuple[list[str], bool]:
        """Which parts a command line names, all where it names none, and whether they are only tried (--try).

        Errors: SystemExit for a part that is none.
        """
        named = [name for name in arguments if name != "--try"]
        if unknown := set(named) - set(self.headings):
            raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(self.headings)}")
        return named or list(self.headings), "--try" in arguments

    def _kept(self, part: str) -> Path:
        return FIGURES / f"{self.name}-{part}.json"

    def _keep(self, part: str, figures: list[Figure]) -> None:
        FIGURES.mkdir(parents=True, exist_ok=True)
        said = {
            "commit": commit(),
            "at": f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}",
            "load": f"{os.getloadavg()[0]:.1f}",
            "workers": os.environ.get("KARTA_WORKERS") or "as many as it decides",
            "figures": [asdict(figure) for figure in figures],
        }
        self._kept(part).write_text(json.dumps(said), "utf-8")

    def _page(self) -> str:
        said = [f"# {self.title}\n", self.introduction, f"\nMachine: {machine()}."]
        for part, heading in self.headings.items():
            if not self._kept(part).exists():
                said.append(f"\n## {heading}\n\nNot measured yet.")
                continue
            told = json.loads(self._kept(part).read_text("utf-8"))
            rows = "\n".join(Figure(**made).row for made in told["figures"])
            said += [
                f"\n## {heading}\n",
                "| what | measured | to reach | reached |",
                "| --- | ---: | ---: | --- |",
                rows,
            ]
            said.append(
                f"\nMeasured {told['at']} UTC at {told['commit']}; web workers: {told['workers']}; "
                f"load of the machine at the end {told['load']}."
            )
        return "\n".join(said) + "\n"
