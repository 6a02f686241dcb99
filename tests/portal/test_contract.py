"""The API keeps its description: it is valid, tells everything, its examples are real, and answers are as described.

`pytest tests/portal/test_contract.py --golden` takes the examples anew from the demo map; the diff is the review.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from karta.portal.config.api import api
from karta.portal.platform.problems import MEDIA_TYPE, TITLES, Problem
from karta.snapshot.reader import Snapshot
from portal.explorer.test_pages import SOPHARMA
from portal.shipped import load_facts

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "src/karta/portal/explorer/api/examples.json"
REFERENCE = PROJECT / "docs/reference/openapi.json"
FILTER = "kind=hospital&district=SOF"
QUERIES = json.dumps({"q0": {"query": "Sopharma", "limit": 1}})
# What the example of each operation asks; a new operation has a line here.
ASKED = {
    "get /api/v1/organisations": f"/api/v1/organisations?{FILTER}&limit=2",
    "get /api/v1/organisations/{org_id}": f"/api/v1/organisations/{SOPHARMA}",
    "get /api/v1/organisations/{org_id}/claims": f"/api/v1/organisations/{SOPHARMA}/claims",
    "get /api/v1/facets": f"/api/v1/facets?{FILTER}",
    "get /api/v1/statistics": "/api/v1/statistics?rows=region&columns=result",
    "get /api/v1/areas": "/api/v1/areas?level=region&measure=headcount&statistic=sum",
    "get /api/v1/tiles/{z}/{x}/{y}.mvt": "/api/v1/tiles/6/36/23.mvt?kind=hospital",
    "get /api/v1/compare": "/api/v1/compare?of=district:SOF&of=district:PDV",
    "get /api/v1/proof": "/api/v1/proof?district=SOF&statistic=sum&measure=revenue",
    "get /api/v1/proof/organisations": "/api/v1/proof/organisations?district=SOF&statistic=sum&measure=revenue",
    "get /api/v1/publications": "/api/v1/publications",
    "get /api/v1/changes": "/api/v1/changes?district=SOF",
    "get /api/v1/charts/years": "/api/v1/charts/years?measure=revenue",
    "get /api/v1/charts/sectors": "/api/v1/charts/sectors?measure=headcount",
    "get /api/v1/charts/scatter": "/api/v1/charts/scatter?district=SOF",
    "get /api/v1/charts/network": "/api/v1/charts/network",
    "get /api/v1/completeness": "/api/v1/completeness",
    "get /api/v1/reconcile": "/api/v1/reconcile",
    "post /api/v1/reconcile": "/api/v1/reconcile",
    "get /api/v1/reconcile/suggest/entity": "/api/v1/reconcile/suggest/entity?prefix=sopharma",
    "get /api/v1/reconcile/suggest/type": "/api/v1/reconcile/suggest/type?prefix=org",
    "get /api/v1/reconcile/suggest/property": "/api/v1/reconcile/suggest/property?prefix=dis",
    "get /api/v1/reconcile/flyout/{what}": f"/api/v1/reconcile/flyout/entity?id={SOPHARMA}",
    "get /api/v1/reconcile/preview": f"/api/v1/reconcile/preview?id={SOPHARMA}",
    "get /api/v1/reconcile/properties": "/api/v1/reconcile/properties?type=Organization",
    "get /api/v1/catalogue.{form}": "/api/v1/catalogue.jsonld",
    "get /api/v1/spin-offs": "/api/v1/spin-offs",
    "get /api/v1/spin-offs/forecast": "/api/v1/spin-offs/forecast?rate=25&verified_pct=80&survival_pct=97",
}
SCHEMA = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = {
    f"{method} {path}": operation for path, methods in SCHEMA["paths"].items() for method, operation in methods.items()
}


def cut(value: Any) -> Any:
    """An answer short enough to read: two items a list, texts of 120 characters."""
    if isinstance(value, dict):
        return {key: cut(one) for key, one in list(value.items())[:40]}
    if isinstance(value, list):
        return [cut(one) for one in value[:2]]
    return value[:120] + "…" if isinstance(value, str) and len(value) > 120 else value


def test_the_description_is_valid_openapi_3_1() -> None:
    assert SCHEMA["openapi"].startswith("3.1")
    validate(SCHEMA)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does_and_what_its_parameters_mean(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation.get("description") or operation.get("summary")
    silent = [
        one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and not one.get("description")
    ]
    assert silent == []
    for status, answer in operation["responses"].items():
        if status.startswith(("4", "5")):
            assert list(answer["content"]) == [MEDIA_TYPE]


def test_every_kind_of_problem_is_described_on_the_page(client: Client, demo: Snapshot) -> None:
    page = client.get("/api/v1/docs?lang=en").content.decode()
    assert [code for code in TITLES if f'id="{code}"' not in page] == []
    answer = client.get("/api/v1/organisations?limit=0")
    assert answer["Content-Type"] == MEDIA_TYPE
    assert set(answer.json()) == set(Problem.model_fields)
    assert answer.json()["type"].partition("#")[2] in TITLES


@pytest.mark.django_db
def test_every_operation_has_a_real_example(client: Client, demo: Snapshot, rewrite_golden: bool) -> None:
    assert sorted(set(OPERATIONS) - set(ASKED)) == []
    load_facts()  # the claim that sets the goal of spin-offs
    taken: dict[str, Any] = {}
    for name in OPERATIONS:
        asked = ASKED[name]
        answer = client.post(asked, {"queries": QUERIES}) if name.startswith("post ") else client.get(asked)
        assert answer.status_code == 200, (asked, answer.content[:500])
        is_json = answer["Content-Type"].startswith("application/json")
        taken[name] = {"address": asked, **({"answer": cut(answer.json())} if is_json else {})}
    if rewrite_golden:
        EXAMPLES.write_text(json.dumps(taken, ensure_ascii=False, indent=1) + "\n", "utf-8")
    kept = json.loads(EXAMPLES.read_text("utf-8"))
    assert {name: _shape(one) for name, one in kept.items()} == {name: _shape(one) for name, one in taken.items()}


def _shape(example: dict[str, Any]) -> Any:
    answer = example.get("answer")
    return (example["address"], sorted(answer) if isinstance(answer, dict) else type(answer))


def test_a_documented_address_stays() -> None:
    """What `make reference` wrote last is still there: addresses, parameters, answers. Else it is a new version."""
    promised = json.loads(REFERENCE.read_text("utf-8"))
    for path, methods in promised["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {path}"
            assert name in OPERATIONS, f"{name} is documented and gone"
            now = {one["name"] for one in OPERATIONS[name].get("parameters", ())}
            assert {one["name"] for one in operation.get("parameters", ())} <= now, name
            assert set(operation["responses"]) <= set(OPERATIONS[name]["responses"]), name
    for name, model in promised["components"]["schemas"].items():
        now = set(SCHEMA["components"]["schemas"].get(name, {}).get("properties", ()))
        assert set(model.get("properties", ())) <= now, f"{name} lost a field"


CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A server closes connections after each answer; here that would end the test's transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.usefixtures("_one_connection")
def test_answers_are_as_described_whatever_is_asked(demo: Snapshot, settings: Any, name: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    method, path = name.split()
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())[path][method.upper()]

    @hypothesis.settings(
        max_examples=12, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=described.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})  # schemathesis does not unpack

    ask()
