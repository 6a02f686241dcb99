"""Each service that writes leaves a line in the audit log, or says here why it does not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import karta.portal

pytestmark = pytest.mark.once

PORTAL = Path(karta.portal.__file__).parent
SERVICES = sorted(PORTAL.rglob("services.py"))
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "add",
    "remove",
    "set",
}
# No line, because: the request of a visitor that nothing follows before it is confirmed, a step whose outcome has its
# line, or what a worker notes of its own work.
WITHOUT = {
    "platform/count_attempt": "a counter; neither name nor address is kept",
    "platform/ask_key": "nothing is made before the address is confirmed: key.made",
    "directory/save_view": "an address without an owner",
    "directory/ask_alert": "nothing is sent before the address is confirmed",
    "directory/confirm_alert": "the reader's own subscription, without an account",
    "directory/unsubscribe": "forgets an address; a line would keep it",
    "engines/builds/fail_lost": "a worker died; the run says so",
    "engines/builds/execute": "progress of a run that was asked for with a line",
    "directory/refresh_dates": "brings a copy in step with a claim, within the service that changed it",
    "engines/review/scoring/save": "a juror's draft, saved every few seconds; review.submitted follows",
    "rooms/news/find_mentions": "computed from a page whose publication has its line",
    "rooms/news/find_mentions_in": "the same for several pages",
    "rooms/news/make_trees": "the two roots of an empty portal, at its first start",
    "imports/read_again": "a step of an import; import.mapped and import.accepted follow",
    "imports/back_to_columns": "a step of an import; import.mapped and import.accepted follow",
    "imports/settle": "the outcome of a run that was asked for with a line",
    "imports/write_mapping": "a file beside the row, written within import.mapped",
}


def services() -> list[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """(app/name, function, all functions of its file) of every public function of a services module."""
    found = []
    for path in SERVICES:
        tree = ast.parse(path.read_text("utf-8"))
        functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
        app = str(path.parent.relative_to(PORTAL))
        found += [(f"{app}/{name}", one, functions) for name, one in functions.items() if not name.startswith("_")]
    return found


def calls(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: set[str]) -> set[str]:
    """Names of what a function calls, with those that functions of its own file call for it."""
    found: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            found.add(f"{owner}.{node.func.attr}")
        elif isinstance(node.func, ast.Name):
            name = node.func.id
            found.add(name)
            if name in functions and name not in seen:
                found |= calls(functions[name], functions, seen | {name})
    return found


FOUND = services()


def is_write(called: set[str]) -> bool:
    return any(name.rsplit(".", 1)[-1] in WRITES for name in called)


# A service that hands its write to another app's service is recorded there.
HANDED_ON = ("directory.decide", "builds.cancel")


@pytest.mark.parametrize(("name", "function", "functions"), FOUND, ids=[name for name, _one, _all in FOUND])
def test_a_service_that_writes_leaves_a_line(
    name: str, function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]
) -> None:
    called = calls(function, functions, {function.name})
    if not is_write(called):
        return
    records = "audit.record" in called or any(one in called for one in HANDED_ON)
    assert records != (name in WITHOUT), f"{name}: call audit.record inside the transaction, or say in WITHOUT why not"


def test_the_list_of_exceptions_names_services_that_are_there() -> None:
    assert set(WITHOUT) <= {name for name, _function, _all in FOUND}
