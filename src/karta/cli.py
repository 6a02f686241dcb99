"""`karta …`: a thin face. Every command parses, calls one function, and says what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column, Table

from karta.build_told import tell_built
from karta.cli_portal import portal, serve
from karta.console import err, explain, json_progress, line, one_of, opened, out, text

if TYPE_CHECKING:
    from karta.explore.filters import Filter
    from karta.snapshot.reader import Snapshot
    from karta.snapshot.store import Store

app = typer.Typer(
    help="Karta: one trustworthy, bilingual map of an economy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Data = Annotated[
    Path, typer.Option("--data", envvar="KARTA_DATA", help="Data folder: one folder is one map.", show_default=True)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]
Lang = Annotated[str, typer.Option("--lang", help="bg or en.")]
DEFAULT_DATA = Path("data")
FILTERS = {"allow_extra_args": True, "ignore_unknown_options": True}


app.add_typer(portal)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error arose.")] = False,
) -> None:
    """`main` has read --debug already; it stands here for the help."""
    del debug


@app.command()
def sources(data: Data = DEFAULT_DATA, as_json: Json = False) -> None:
    """List all sources: licence, freshness, records and findings in the current map."""
    from karta.pipeline.catalogue import source_list

    found = source_list(data)
    if as_json:
        for source in found:
            line(source)
        return
    table = Table(Column("source", no_wrap=True), "licence", "retrieved", "records", "findings", "in the map")
    for source in found:
        findings = ", ".join(f"{count} {level}" for level, count in source["findings"].items() if count)
        shown = "yes" if source["in_map"] else "no"
        row = (source["source_id"], source["licence"]["name"], source["retrieved"], str(source["records"] or ""))
        table.add_row(*row, findings, shown)
    out.print(table)


@app.command()
def fetch(
    source: Annotated[list[str] | None, typer.Argument(help="Source ids; without any, the sources of map.yml.")] = None,
    data: Data = DEFAULT_DATA,
    mirror: Annotated[Path | None, typer.Option(envvar="KARTA_MIRROR", help="Folder laid out by source id.")] = None,
    as_json: Json = False,
) -> None:
    """Bring the files of sources into the raw store; every version is kept."""
    from karta.pipeline.catalogue import fetch_sources

    for fetched in fetch_sources(data, source or [], mirror=mirror):
        if as_json:
            line(fetched)
        else:
            new = "new version" if fetched["is_new"] else "already there"
            out.print(f"{fetched['source_id']}: {fetched['version']} ({new})")


@app.command("import")
def import_file(
    file: Annotated[Path | None, typer.Argument(help="CSV, TSV or XLSX.")] = None,
    *,
    mapping: Annotated[Path | None, typer.Option("--map", help="Which column means what; see --guess.")] = None,
    guess: Annotated[bool, typer.Option("--guess", help="Propose a mapping.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show how rows will be understood; store nothing.")
    ] = False,
    problems: Annotated[Path | None, typer.Option(help="Write the list of bad rows to this CSV.")] = None,
    name: Annotated[str | None, typer.Option(help="What messages call the file.")] = None,
    encoding: Annotated[str | None, typer.Option(help="With --guess: windows-1251, utf-8 …")] = None,
    delimiter: Annotated[str | None, typer.Option(help="With --guess: the sign between cells.")] = None,
    sheet: Annotated[str | None, typer.Option(help="With --guess: the sheet of a workbook.")] = None,
    header_row: Annotated[int | None, typer.Option(help="With --guess: the row of the headings.", min=1)] = None,
    withdraw: Annotated[str | None, typer.Option(help="Take this import's newest version out again.")] = None,
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Bring in a file of your own as a source."""
    from karta.pipeline.ingest.user_file.command import run_import, run_withdraw
    from karta.pipeline.ingest.user_file.read import Form

    if withdraw is not None:
        raise typer.Exit(run_withdraw(data, withdraw, is_json=as_json))
    if file is None:
        raise typer.BadParameter("name a file: CSV, TSV or XLSX", param_hint="FILE")
    code = run_import(
        data, file, mapping=mapping, is_guess=guess, is_preview=preview, problems=problems, name=name, is_json=as_json,
        form=Form(encoding, delimiter, sheet, header_row),
    )  # fmt: skip
    raise typer.Exit(code)


@app.command()
def build(
    only: Annotated[list[str] | None, typer.Option(help="Only these sources (repeat).")] = None,
    engine: Annotated[
        str, typer.Option(help="What runs the heavy steps: duckdb, or spark (needs Java 17). Both give the same.")
    ] = "duckdb",
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Run the pipeline to a checked snapshot. What is published stays as it is."""
    from karta.pipeline.engine import ENGINES
    from karta.pipeline.run import build as run_build

    one_of(engine, *ENGINES)
    if as_json:
        written = run_build(data, only=only or (), progress=json_progress, engine=engine)
    else:
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as bar:
            task = bar.add_task("", total=None)

            def show(_step: str, done: int, total: int, english: str, bulgarian: str) -> None:
                bar.update(task, description=text(english, bulgarian), completed=done, total=total)

            written = run_build(data, only=only or (), progress=show, engine=engine)
            bar.update(task, description=text("Done", "Готово"), completed=bar.tasks[0].total)
    tell_built(written, engine=engine, as_json=as_json)
    if written.failed:
        raise typer.Exit(1)


@app.command()
def publish(
    snapshot: Annotated[str | None, typer.Argument(help="A name; without it the newest candidate.")] = None,
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Make a snapshot current."""
    _tell_current(_store(data).publish(snapshot), as_json)


@app.command()
def rollback(data: Data = DEFAULT_DATA, as_json: Json = False) -> None:
    """Make the snapshot current that was current before."""
    _tell_current(_store(data).rollback(), as_json)


@app.command()
def discard(
    snapshot: Annotated[str, typer.Argument(help="A name, or candidate.")],
    imported: Annotated[
        str | None, typer.Option("--import", help="Also withdraw this import's newest version.")
    ] = None,
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Remove a snapshot that is not current."""
    from karta.pipeline.ingest.user_file.store import withdraw

    _store(data).discard(snapshot)
    withdrawn = withdraw(data, imported) if imported else None
    if as_json:
        line({"discarded": snapshot, "withdrawn": withdrawn})
    else:
        out.print(text(f"{snapshot} removed", f"{snapshot} е премахната"))


@app.command()
def snapshots(
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove all but the newest, the current, the candidate.")
    ] = False,
    keep: Annotated[int, typer.Option(help="How many --prune keeps besides.")] = 10,
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """List snapshots, oldest first."""
    store = _store(data)
    for name in store.prune(keep) if prune else ():
        err.print(text(f"{name} removed", f"{name} е премахната"))
    for info in store.list():
        state = "current" if info.is_current else "candidate" if info.is_candidate else ""
        if as_json:
            line({"name": info.name, "hash": info.hash, "built_at": info.built_at, "state": state or None})
        else:
            out.print(f"{info.name}  {state}".rstrip())


@app.command()
def suppress(
    organisation: Annotated[str | None, typer.Argument(help="Its id; without one the list is applied.")] = None,
    reason: Annotated[str, typer.Option(help="asked (to be left out), law or court.")] = "asked",
    by: Annotated[str, typer.Option(help="Who decided.")] = "",
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Show an organisation no more, in what was published before neither; suppressed.yml keeps the list.

    Every kept snapshot is written anew without it, and every build leaves it out.
    """
    from karta.suppress_told import suppress_and_tell

    suppress_and_tell(data, organisation, reason=reason, by=by, as_json=as_json)


@app.command()
def diff(
    left: Annotated[str, typer.Argument(help="A name, current or candidate.")] = "current",
    right: Annotated[str, typer.Argument(help="A name, current or candidate.")] = "candidate",
    data: Data = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Tell what changed between two snapshots, and why."""
    from karta.explore.printed_changes import printed_changes
    from karta.explore.published import changes
    from karta.snapshot.diff import compare
    from karta.snapshot.reader import open_snapshot

    store = _store(data)
    before, after = store.find(left), store.find(right)
    found = changes(open_snapshot(before), open_snapshot(after))
    if as_json:
        line({**compare(before, after), **found.as_dict()})
    else:
        out.print(printed_changes(found, text("en", "bg")))


@app.command(context_settings=FILTERS)
def query(
    context: typer.Context,
    *,
    form: Annotated[str, typer.Option("--format", help="json or table.")] = "json",
    everything: Annotated[bool, typer.Option("--all", help="List every match.")] = False,
    sort: str = "default",
    limit: int = 50,
    lang: Lang = "en",
    data: Data = DEFAULT_DATA,
) -> None:
    """Ask the current map: any filter as an option, --district PDV --headcount-min 50; repeat one for OR.

    --country --region --district --municipality --nace --segment --kind --unit-kind --status --size-class --result
    --year --source --q --id --bbox --as-of --disagreement --completeness-min, and for each of headcount, turnover,
    revenue, profit, assets (EUR) and founded: --NAME-min --NAME-max --NAME-unknown. `unknown` is a value of any code.
    """
    import orjson  # ten times as quick as json where it indents: thousands of organisations are a wait otherwise

    from karta.explore.answers import answer
    from karta.explore.printed import printed

    asked = _filter(context.args)
    found = answer(_opened(data, asked), asked, sort=sort, limit=None if everything else limit)
    if one_of(form, "json", "table") == "json":
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        out.print(printed(found, one_of(lang, "bg", "en")))


@app.command(context_settings=FILTERS)
def export(
    context: typer.Context,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, geojson, parquet, or pdf: a report.")] = "csv",
    delimiter: Annotated[str, typer.Option(help="Of CSV: , or ;")] = ",",
    lang: Lang = "en",
    data: Data = DEFAULT_DATA,
) -> None:
    """Write all rows that match, with citation and licences, or a report on them; filters as in karta query."""
    from karta.explore.export import write_file
    from karta.explore.report.pdf import write_report

    asked = _filter(context.args)
    if form == "pdf":
        write_report(_opened(data, asked), asked, output, one_of(lang, "bg", "en"))
    else:
        write_file(_opened(data, asked), asked, output, form=form, lang=lang, delimiter=delimiter)
    err.print(str(output))


@app.command()
def match(
    pairs: Annotated[Path, typer.Argument(help="CSV: left_name, left_context, right_name, right_context, country.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else standard output.")] = None,
    lang: Lang = "en",
) -> None:
    """Score pairs of names of organisations: adds score, decision and reason to each row. Only the names are required.

    A context is free text: settlement, website, legal form, register number, in any order.
    """
    from karta.matching.pairs_file import match_file

    language = one_of(lang, "bg", "en")
    with opened(output) as file:
        count = match_file(pairs, file, language=language)
    if output:
        err.print(text(f"{count} pairs: {output}", f"{count} двойки: {output}"), markup=False)


@app.command()
def classify(
    texts: Annotated[Path, typer.Argument(help="CSV: id, text.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else standard output.")] = None,
) -> None:
    """Tell the sector of activity texts, Bulgarian or English: three classes of NACE Rev. 2, segment, evidence.

    Rows that say abstained are not to be relied on.
    """
    from karta.classify.texts_file import classify_file

    with opened(output) as file:
        count = classify_file(texts, file)
    if output:
        err.print(text(f"{count} texts: {output}", f"{count} текста: {output}"), markup=False)


@app.command()
def demo(port: Annotated[int, typer.Option(envvar="PORT")] = 8000, data: Data = DEFAULT_DATA) -> None:
    """Build, publish and serve the map of the shipped sources."""
    build(only=None, data=data, as_json=False)
    publish(snapshot=None, data=data, as_json=False)
    serve(port=port, data=data)


def _filter(arguments: list[str]) -> Filter:
    """`--district PDV --headcount-min 50` and `--district=PDV` as a filter; repeated options are OR."""
    from karta.explore.filters import Filter, FilterError

    params: dict[str, list[str]] = {}
    left = list(arguments)
    while left:
        option, _, value = left.pop(0).partition("=")
        name = option.removeprefix("--").replace("-", "_")
        if not option.startswith("--"):
            raise FilterError(option, "", "is no option; write --name value", "не е опция; пишете --име стойност")
        if not value and left and not left[0].startswith("--"):
            value = left.pop(0)
        params.setdefault(name, []).append(value or "true")
    return Filter.from_params(params)


def _opened(data: Path, asked: Filter) -> Snapshot:
    from karta.snapshot.reader import open_snapshot

    store = _store(data)
    path = store.as_of(asked.as_of) if asked.as_of else store.current()
    return open_snapshot(path or data / "snapshots" / "current")


def _store(data: Path) -> Store:
    from karta.snapshot.store import Store

    return Store(data)


def _tell_current(path: Path, as_json: bool) -> None:
    if as_json:
        line({"current": path.name})
    else:
        out.print(text(f"{path.name} is current", f"{path.name} е текущата снимка"))


def main() -> None:
    """Run the command line. An error ends with exit code 1 and a sentence: where, what, what to do."""
    if "--debug" in sys.argv[1:]:  # wherever it stands
        sys.argv.remove("--debug")
        os.environ["KARTA_TRACEBACK"] = "1"
    try:
        app()
    except Exception as error:
        if os.environ.get("KARTA_TRACEBACK"):
            raise
        explain(error)
        sys.exit(1)
