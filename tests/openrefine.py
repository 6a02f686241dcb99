"""Starts the real OpenRefine in a workspace of its own, and drives it by the commands that its pages use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live import free_port

START_SECONDS = 120
WORK_SECONDS = 180
EVERY_ROW = json.dumps({"facets": [], "mode": "row-based"})


@dataclass(frozen=True)
class OpenRefine:
    """A running OpenRefine. Errors of every call: RuntimeError with what it answered."""

    url: str

    def create_project(self, name: str, csv_file: Path) -> str:
        """Upload a CSV file with a header; the project's number."""
        boundary = "karta-boundary"
        options = json.dumps({"separator": ",", "guessCellValueTypes": False})
        parts = [
            ("project-name", name, ""), ("format", "text/line-based/*sv", ""), ("options", options, ""),
            ("project-file", csv_file.read_text("utf-8"), f'; filename="{csv_file.name}"'),
        ]  # fmt: skip
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n{text}\r\n'
            for field, text, more in parts
        )
        request = urllib.request.Request(
            f"{self.url}/command/core/create-project-from-upload?csrf_token={self._token()}",
            data=f"{body}--{boundary}--\r\n".encode(),
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # it leads to the project's page
            query = urllib.parse.parse_qs(urllib.parse.urlparse(answer.url).query)
            if "project" not in query:
                raise RuntimeError(f"no project was made:\n{answer.read().decode()[:1000]}")
            return query["project"][0]

    def reconcile(self, project: str, column: str, service: str, *, details: list[dict[str, Any]]) -> None:
        """Reconcile a column against a service of any kind, certain matches taken; waits until it is done."""
        told = manifest(service)
        config = {
            "mode": "standard-service", "service": service, "autoMatch": True, "limit": 0,
            "identifierSpace": told["identifierSpace"], "schemaSpace": told["schemaSpace"],
            "type": told["defaultTypes"][0], "columnDetails": details,
        }  # fmt: skip
        self._post("reconcile", project, columnName=column, config=json.dumps(config), engine=EVERY_ROW)
        self._wait(project)

    def extend(self, project: str, column: str, service: str, properties: list[dict[str, Any]]) -> None:
        """Add columns of what the service tells of a reconciled column's organisations."""
        told = manifest(service)
        self._post(
            "extend-data", project, baseColumnName=column, columnInsertIndex="1", endpoint=service, engine=EVERY_ROW,
            identifierSpace=told["identifierSpace"], schemaSpace=told["schemaSpace"],
            extension=json.dumps({"properties": properties}),
        )  # fmt: skip
        self._wait(project)

    def judge(self, project: str, row: int, cell: int, candidate: dict[str, Any], service: str) -> None:
        """A person's choice: this candidate is meant in this cell."""
        told = manifest(service)
        self._post(
            "recon-judge-one-cell", project, row=str(row), cell=str(cell), judgment="matched", id=candidate["id"],
            name=candidate["name"], types="", identifierSpace=told["identifierSpace"],
            schemaSpace=told["schemaSpace"],
        )  # fmt: skip

    def rows(self, project: str, limit: int = 1000) -> list[dict[str, Any]]:
        """Rows with their cells: `v` the value, `r` what was found for it (judgment `j`, match `m`, candidates `c`)."""
        answer = self._get("get-rows", project=project, start="0", limit=str(limit), engine=EVERY_ROW)
        found: list[dict[str, Any]] = answer["rows"]
        for cell in (cell for row in found for cell in row["cells"] if cell and "r" in cell):
            cell["r"] = answer["pool"]["recons"][cell["r"]]
        return found

    def export(self, project: str) -> str:
        """All rows as CSV, as a person downloads them."""
        form = urllib.parse.urlencode({"project": project, "format": "csv", "engine": EVERY_ROW}).encode()
        with urllib.request.urlopen(f"{self.url}/command/core/export-rows/out.csv", form, timeout=60) as answer:
            text: str = answer.read().decode("utf-8")
            return text

    def _wait(self, project: str) -> None:
        deadline = time.monotonic() + WORK_SECONDS
        while time.monotonic() < deadline:
            if not self._get("get-processes", project=project)["processes"]:
                return
            time.sleep(0.3)
        raise RuntimeError(f"OpenRefine was not done after {WORK_SECONDS} s")

    def _token(self) -> str:
        return str(self._get("get-csrf-token")["token"])

    def _get(self, command: str, **asked: str) -> Any:
        query = urllib.parse.urlencode(asked)
        with urllib.request.urlopen(f"{self.url}/command/core/{command}?{query}", timeout=60) as answer:
            return json.load(answer)

    def _post(self, command: str, project: str, **form: str) -> Any:
        address = f"{self.url}/command/core/{command}?project={project}&csrf_token={self._token()}"
        with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode(), timeout=60) as answer:
            said = json.load(answer)
        if said.get("code") not in ("ok", "pending"):
            raise RuntimeError(f"OpenRefine refused {command}: {said}")
        return said


def manifest(service: str) -> Any:
    """What a reconciliation service says of itself."""
    with urllib.request.urlopen(service, timeout=60) as answer:
        return json.load(answer)


@contextmanager
def open_refine(program: str, folder: Path) -> Iterator[OpenRefine]:
    """OpenRefine on a free port with its workspace in `folder`, until the block ends. RuntimeError with its log."""
    port, log = free_port(), folder / "openrefine.log"
    workspace = folder / "workspace"
    workspace.mkdir()
    command = [program, "-i", "127.0.0.1", "-p", str(port), "-d", str(workspace), "-m", "600M", "-x",
               "refine.headless=true"]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env={**os.environ, "HOME": str(folder)}, stdout=out, stderr=out, start_new_session=True
        )
    refine = OpenRefine(f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                refine._token()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError(f"OpenRefine did not come up:\n{log.read_text('utf-8')[-3000:]}") from error
                time.sleep(0.5)
        yield refine
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)
