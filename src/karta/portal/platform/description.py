"""The API's OpenAPI 3.1 description: what ninja derives from the code, and what holds for every operation."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from karta.portal.platform.problems import MEDIA_TYPE

ETAG = {
    "description": "Names the answer; send it back as If-None-Match and get 304 while nothing has changed.",
    "schema": {"type": "string"},
}
RATE_HEADERS = {
    "RateLimit": {
        "description": 'What is left: `"anonymous";r=1199;t=42` (r: requests, t: seconds until the count begins anew).',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'The limit that holds: `"anonymous";q=1200;w=60` (q: requests, w: seconds).',
        "schema": {"type": "string"},
    },
}
RETRY_AFTER = {"description": "Seconds until the next request is answered.", "schema": {"type": "integer"}}
SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of this installation: karta_…"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key in its own header."},
}
IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The ETag of an answer that you have: 304 without a body if it still holds.",
}  # fmt: skip
METHODS = ("get", "post", "put", "delete", "patch")


class DescribedAPI(NinjaAPI):
    """Ninja's API whose description also tells errors, conditional requests, limits, keys and examples."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        conditional = self._conditional_operations()
        for path, operations in schema["paths"].items():
            for method in METHODS:
                if method in operations:
                    operations[method] = _completed(path, method, deepcopy(operations[method]), conditional)
        schema["components"]["securitySchemes"] = SECURITY_SCHEMES
        schema["security"] = [{}, {"bearer": []}, {"header": []}]  # {}: a key is never needed
        return schema

    def _conditional_operations(self) -> set[str]:
        """Ids of the operations under `platform.api.answers_conditionally`."""
        return {
            operation.operation_id or self.get_openapi_operation_id(operation)
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            if getattr(operation.view_func, "answers_conditionally", False)
        }


def _completed(path: str, method: str, operation: dict[str, Any], conditional: set[str]) -> dict[str, Any]:
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in answers.items():
        answer["description"] = HTTPStatus(int(status)).phrase
        content = answer.get("content", {})
        if status.startswith(("4", "5")) and "application/json" in content:
            answer["content"] = {MEDIA_TYPE: content["application/json"]}
        answer["headers"] = {**RATE_HEADERS, **answer.get("headers", {})}
    if "429" in answers:
        answers["401"] = {"description": HTTPStatus.UNAUTHORIZED.phrase, "content": answers["429"]["content"]}
        answers["429"]["headers"]["Retry-After"] = RETRY_AFTER
    if operation["operationId"] in conditional:
        answers["200"]["headers"]["ETag"] = ETAG
        answers["304"] = {"description": HTTPStatus.NOT_MODIFIED.phrase, "headers": {"ETag": ETAG, **RATE_HEADERS}}
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    operation["responses"] = dict(sorted(answers.items()))
    _add_example(operation, examples().get(f"{method} {path}"))
    return operation


def _add_example(operation: dict[str, Any], example: dict[str, Any] | None) -> None:
    if example is None:
        return
    media = operation["responses"]["200"].get("content", {}).get("application/json")
    if media is not None and "answer" in example:
        media["examples"] = {"example": {"summary": example["address"], "value": example["answer"]}}
    operation["x-example-address"] = example["address"]


def example_of(operation: dict[str, Any]) -> dict[str, str] | None:
    """Address and answer (as text) of the operation's example, or None."""
    if "x-example-address" not in operation:
        return None
    media = operation["responses"]["200"].get("content", {}).get("application/json", {})
    value = media.get("examples", {}).get("example", {}).get("value")
    answer = json.dumps(value, ensure_ascii=False, indent=1) if value is not None else ""
    return {"address": operation["x-example-address"], "answer": answer}


@cache
def examples() -> dict[str, Any]:
    """`<method> <path>` → {address, answer}: real answers over the demo map, cut short (tests/portal/test_contract)."""
    path = Path(settings.PORTAL) / "explorer/api/examples.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found
