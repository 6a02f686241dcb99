"""What `karta suppress` does and says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from karta.console import err, line, one_of, out, text
from karta.snapshot.suppressing import suppress
from karta.snapshot.suppression import renew
from karta.vocab.suppressed import REASONS, read_suppressed


def suppress_and_tell(data: Path, organisation: str | None, *, reason: str, by: str, as_json: bool) -> None:
    """Put an organisation on the list, then write every kept snapshot anew that was made with another list."""
    if organisation:
        if not by:
            raise typer.BadParameter("say who decided", param_hint="--by")
        day = datetime.now(UTC).date()
        names = suppress(data, organisation, reason=one_of(reason, *REASONS), by=by, since=day)["names"]
        if as_json:
            line({"organisation": organisation, "names": names})
        else:
            err.print(text("Hidden in texts: ", "Скрити в текстове: ") + "; ".join(names), markup=False)

    def renewed(old: str, new: str) -> None:
        if as_json:
            line({"renewed": old, "name": new})
        else:
            out.print(f"{old} → {new}")

    for name in renew(data, read_suppressed(data), said=renewed):
        err.print(text(f"{name} is of another schema: discard it", f"{name} е по друга схема: премахнете я"))
