"""Writes docs/reference from what the code itself says; `--check` only compares, and fails on a difference."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
REFERENCE = PROJECT / "docs/reference"
GENERATED = "<!-- Written by `make reference`; change what it is made from, not this page. -->\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that differ."""
    differing = [name for name, text in pages() if not _is_same(REFERENCE / name, text)]
    if "--check" in arguments:
        for name in differing:
            print(f"docs/reference/{name} is not what the code says; run: make reference", file=sys.stderr)
        return int(bool(differing))
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages():
        (REFERENCE / name).write_text(text, "utf-8")
    print(f"docs/reference: {', '.join(differing) or 'nothing'} changed")
    return 0


def pages() -> Iterator[tuple[str, str]]:
    """File name and text of every generated page. Equal code gives equal text."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "api.md": api,
        "commands.md": commands,
        "fields.md": fields,
        "requirements.md": requirements,
        "security.md": security,
        "sources.md": sources,
        "targets.md": targets,
    }
    for name, make in makers.items():
        yield name, GENERATED + "\n" + "\n".join(make()) + "\n"
    yield "openapi.json", json.dumps(openapi(), ensure_ascii=False, indent=1) + "\n"


def table(head: list[str], rows: list[list[Any]]) -> Iterator[str]:
    """Lines of a Markdown table."""
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"


def targets() -> Iterator[str]:
    """Make targets with their notes."""
    yield "# Make targets\n"
    notes = re.findall(r"^([a-z-]+):.*## (.+)$", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)
    yield from table(["command", "does"], [[f"`make {name}`", note] for name, note in notes])


def sources() -> Iterator[str]:
    """Every source of the project with its terms, from the manifests."""
    from karta import sources as known

    yield "# Sources\n"
    rows = []
    for source_id in known.source_ids():
        found = known.manifest(source_id)
        licence = (
            f"[{found.licence['name']}]({found.licence['url']})" if found.licence["url"] else found.licence["name"]
        )
        rows.append(
            [f"`{source_id}`", found.title["en"], found.title["bg"], licence, found.attribution, found.observes,
             found.every, found.retrieved, "yes" if found.ships else "no", found.tested]
        )  # fmt: skip
    yield from table(
        ["source", "title", "заглавие", "licence", "attribution", "observes", "every", "retrieved", "ships", "tested"],
        rows,
    )


def fields() -> Iterator[str]:
    """Every column and claim property, from vocab/fields.yml."""
    yield "# Fields\n"
    defined = yaml.safe_load((PROJECT / "src/karta/vocab/fields.yml").read_text("utf-8"))
    rows = [
        [f"`{name}`", entry.get("unit"), entry["label"]["en"], entry["label"]["bg"], entry["definition"]["en"]]
        for name, entry in sorted(defined.items())
    ]
    yield from table(["field", "unit", "label", "етикет", "definition"], rows)


def commands() -> Iterator[str]:
    """The command line, as `karta --help` and each command's help print it."""
    import typer

    from karta.cli import app

    yield "# Commands\n"
    group: Any = typer.main.get_command(app)
    for name, command in sorted(group.commands.items()):
        yield f"\n## karta {name}\n\n{(command.help or '').strip()}\n"
        options = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
        yield from table(
            ["option", "means"], [[f"`{_spelled(option)}`", getattr(option, "help", None)] for option in options]
        )


def requirements() -> Iterator[str]:
    """What each room must do, each with the tests named after it (`def test_por_06_…`)."""
    told = yaml.safe_load((PROJECT / "tests/requirements/requirements.yml").read_text("utf-8"))
    tests = _named_tests()
    yield "# Requirements\n\nMarks: S stated by the cluster, I inferred from what it does, B beyond that."
    yield "`make test` runs every test named here. It fails where one fails, and in continuous integration also where a"
    yield "requirement marked S or I, of a room that stands, has none that passed."
    for name, room in told["rooms"].items():
        yield f"\n## {name}: {room['title']}\n"
        if name not in told["standing"]:
            yield "Not begun.\n"
        rows = []
        for number, entry in room["requirements"].items():
            found = [f"[`{test}`](../../{file})" for test, file in tests.get(number, ())]
            rows.append([number, entry["mark"], entry["text"], "<br>".join(found) or told["later"].get(number, "–")])
        yield from table(["number", "mark", "requirement", "tests"], rows)


def security() -> Iterator[str]:
    """OWASP ASVS 5.0.0, levels 1 and 2, by number: the tests that show it, or how it is met, or what is left."""
    words = {"met": "", "operator": "The operator: ", "open": "**Open**: ", "not": "Does not apply: ", "note": ""}
    tests = dict(_tests())
    yield "# Security\n\nThe requirements of OWASP ASVS 5.0.0, levels 1 and 2, by their numbers and in our own words"
    yield "(<https://github.com/OWASP/ASVS>, tag v5.0.0). `make test` runs every test named here. Attacks are in"
    yield "`tests/portal/security`; what each model may show, and to whom, is in `confidential.py` there."
    for chapter, rows in yaml.safe_load((PROJECT / "tests/portal/security/asvs.yml").read_text("utf-8")).items():
        yield f"\n## {chapter}\n"
        cells = []
        for number, entry in rows.items():
            shown = [f"[`{name}`](../../{tests[name]})" for name in entry.get("tests", ())]
            shown += [f"{before}{entry[kind]}" for kind, before in words.items() if kind in entry]
            cells.append([str(number), entry["says"], "<br>".join(shown)])
        yield from table(["number", "asks", "shown by"], cells)


def _tests() -> Iterator[tuple[str, str]]:
    """Every test of the project, with its file's path in it."""
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^ *def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            yield name, path.relative_to(PROJECT).as_posix()


def _named_tests() -> dict[str, list[tuple[str, str]]]:
    """Tests by the number of the requirement that they are named after, with their file's path in the project."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        for test, room, number in re.findall(r"^def (test_([a-z]+)_(\d\d)_\w+)", path.read_text("utf-8"), re.MULTILINE):
            found.setdefault(f"{room.upper()}-{number}", []).append((test, path.relative_to(PROJECT).as_posix()))
    return found


def openapi() -> dict[str, Any]:
    """The API's own OpenAPI description."""
    with tempfile.TemporaryDirectory() as state:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karta.portal.config.settings")
        os.environ["KARTA_STATE"] = state
        import django

        django.setup()
        from karta.portal.config.api import api as described

        return dict(described.get_openapi_schema())


def api() -> Iterator[str]:
    """Addresses and parameters of the API."""
    schema = openapi()
    yield "# API\n\nAn installation describes itself at `/api/v1/openapi.json` and `/api/v1/docs`.\n"
    for path, methods in sorted(schema["paths"].items()):
        for method, operation in methods.items():
            yield f"\n## {method.upper()} {path}\n\n{operation.get('description', operation['summary'])}\n"
            rows = [
                [f"`{parameter['name']}`", _type(parameter["schema"]), parameter.get("description")]
                for parameter in operation.get("parameters", ())
            ]
            if rows:
                yield from table(["parameter", "type", "means"], rows)


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"] if part.get("type") != "null")
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}, repeatable"
    return str(schema.get("type", "any"))


def _spelled(option: Any) -> str:
    return ", ".join(option.opts) if option.param_type_name == "option" else str(option.name).upper()


def _cell(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _is_same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
