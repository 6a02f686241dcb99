"""The part of `karta …` that runs a portal: serve it, back it up, restore it. Imports no Django."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from karta.console import one_of, out

portal = typer.Typer()
Data = Annotated[Path, typer.Option("--data", envvar="KARTA_DATA", help="Data folder: one folder is one map.")]
DEFAULT_DATA = Path("data")


@portal.command()
def serve(
    port: Annotated[int, typer.Option(envvar="PORT", help="Where to answer, on 127.0.0.1.")] = 8000,
    data: Data = DEFAULT_DATA,
) -> None:
    """Serve the portal with its worker, until Ctrl-C."""
    from karta.serve import serve as run_portal

    raise typer.Exit(run_portal(data, port, tell=out.print))


@portal.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The folder to write into.")],
    *,
    recipient: Annotated[str, typer.Option(envvar="KARTA_BACKUP_RECIPIENT", help="Encrypt to this age1… key.")] = "",
    snapshots: Annotated[str, typer.Option(help="all, current or none.")] = "current",
    keep: Annotated[str, typer.Option(help="DAYS,WEEKS: remove older back-ups from the folder.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Copy the whole portal into one checked file: database, uploads, what no build can make again. No secrets."""
    from karta.serve import manage

    one_of(snapshots, "all", "current", "none")
    days, _, weeks = keep.partition(",")
    if keep and not (days.isdecimal() and weeks.isdecimal()):
        raise typer.BadParameter("write DAYS,WEEKS such as 7,5", param_hint="--keep")
    kept = ("--keep-days", days, "--keep-weeks", weeks) if keep else ()
    raise typer.Exit(
        manage(data, "karta_backup", str(target), "--recipient", recipient, "--snapshots", snapshots, *kept)
    )


@portal.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What karta backup wrote.")],
    *,
    identity: Annotated[Path | None, typer.Option(help="The file with age's secret key, for an encrypted one.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a portal that holds something.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Check a back-up to its end, then put it in place of the portal, all of it or nothing. Stop the portal first."""
    from karta.serve import manage

    options = (*(("--identity", str(identity)) if identity else ()), *(("--force",) if force else ()))
    raise typer.Exit(manage(data, "karta_restore", str(file), *options))
