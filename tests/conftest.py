"""Fixtures that tests of several packages share.

mirror        folder of files that may not ship (KARTA_MIRROR)
demo_data     data folder with the demo map built and published from the shipped sources; read only, made once
data_copy     a copy of it, one per test, to change at will
live_portal   the portal really served from a copy of the demo data, which nobody changes; one for all modules
page          a Chromium page that fails its test on a request to elsewhere or an error in a script
axe           accessibility findings of a page
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.test import TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from browsing import FLAGS, PATIENCE_MS, program, read_when_it_is_there
from database import kept, put_into, restore
from live import LivePortal, serve
from requirements.passing import Passing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Files of minutes come first: the last one of them would leave all processes but its own without work.
LONG = ("tests/workshop/test_how_to.py", "tests/journeys/", "tests/portal/operations/", "tests/pipeline/test_")
KARTA = Path(sys.executable).with_name("karta")
PROJECT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests marked long")
    parser.addoption("--golden", action="store_true", help="rewrite golden files instead of comparing with them")


def pytest_configure(config: pytest.Config) -> None:
    # Properties look for new examples on every machine but this: a landing must not hang on a throw of dice, nor on
    # how quick an example is while a browser works beside it.
    hypothesis.settings.register_profile("ci", derandomize=True, database=None, deadline=None)
    if os.environ.get("CI") == "true":
        hypothesis.settings.load_profile("ci")
    # Each test client would look through all static files first: looked up when asked for, they cost nothing.
    django_settings.WHITENOISE_AUTOREFRESH = True
    TransactionTestCase._fixture_teardown = lambda _self: None  # type: ignore[method-assign]  # see pytest_runtest_teardown
    config.pluginmanager.register(Passing())
    config.addinivalue_line("markers", "long: takes minutes; `make test-long` runs it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="long; run it with `make test-long`"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[Any]:
    """A test that really commits ends with the database as it was made. Django would empty every table, those that
    migrations filled too, and run such tests last; two processes that take files in turns do not."""
    try:
        return (yield)
    finally:
        mark = item.get_closest_marker("django_db")
        if "transactional_db" in getattr(item, "fixturenames", ()) or (mark and mark.kwargs.get("transaction")):
            with item.config.stash[blocking_manager_key].unblock():
                restore()


def leave_out(reason: str) -> NoReturn:
    """Skip a test that this machine cannot run; in continuous integration that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (left out, which CI=true does not allow)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Tests reach this machine only. Names are not looked up either: an address in digits or localhost."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            raise PermissionError(f"a test tried to reach {address[0]}; tests run without a network")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Test databases come from one that was migrated once."""
    with kept():
        yield


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Folder that holds files which may not ship, laid out by source id."""
    folder = os.environ.get("KARTA_MIRROR")
    if not folder:
        leave_out("KARTA_MIRROR is not set: the files of other publishers are not here")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"KARTA_MIRROR={folder} is not a folder", pytrace=False)
    return path


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--golden"))


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder whose current snapshot is the demo map, built by the command line as a user would."""
    folder = tmp_path_factory.mktemp("demo")
    for command in (["build"], ["publish"]):
        done = subprocess.run(
            [KARTA, *command],
            env={**os.environ, "KARTA_DATA": str(folder)},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"karta {command[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}", pytrace=False)
    put_into(folder)
    return folder


@pytest.fixture
def data_copy(demo_data: Path, tmp_path: Path) -> Path:
    """A copy of the demo data that the test may change."""
    return Path(shutil.copytree(demo_data, tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def live_portal(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePortal]:
    """The portal as `karta serve` starts it, on a free port, with its worker: for tests that only read."""
    data = tmp_path_factory.mktemp("live") / "data"
    shutil.copytree(demo_data, data, symlinks=True)
    with serve(KARTA, data) as portal:
        yield portal


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser per module: Playwright keeps an event loop, in which Django refuses to use its database."""
    path = program()
    if path is None:
        leave_out("Chromium is not installed: sudo apt-get install -y chromium-headless-shell")
    from playwright.sync_api import sync_playwright

    read_when_it_is_there()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a fresh profile, 1440 × 900. Its test fails if it asks another machine for anything."""
    # Without motion nothing is half-way when a test looks at it.
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, accept_downloads=True, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    problems: list[str] = []

    def only_here(route: Any) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            problems.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def axe() -> Any:
    """`axe(page)`: accessibility findings as lines, empty when there are none."""
    from axe_playwright_python.sync_playwright import Axe

    def findings(page: Page) -> list[str]:
        # Every rule runs; what passed is not written out node by node, which takes longer than looking.
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['id']}: {node['html']}" for v in violations for node in v["nodes"]]

    return findings
