"""The Reconciliation API 0.2 over the demo map: what it says of itself, its answers, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.snapshot.reader import Snapshot

SERVICE = "/api/v1/reconcile"
SOPHARMA = "bg-eik-831902088"

pytestmark = pytest.mark.usefixtures("demo")


def ask(client: Client, queries: dict[str, Any], *, lang: str = "bg") -> Any:
    response = client.post(f"{SERVICE}?lang={lang}", {"queries": json.dumps(queries)})
    assert response.status_code == 200, response.content.decode()
    return response.json()


def refused(client: Client, **form: str) -> Any:
    response = client.post(SERVICE, form)
    assert response.status_code == 400, response.content.decode()
    assert response.headers["Content-Type"].startswith("application/problem+json")
    return response.json()


@pytest.mark.parametrize(("lang", "title"), [("bg", "община"), ("en", "district")])
def test_manifest(client: Client, demo: Snapshot, lang: str, title: str) -> None:
    said = client.get(f"{SERVICE}?lang={lang}").json()
    assert "0.2" in said["versions"]
    assert demo.manifest["title"][lang] in said["name"]
    assert said["view"]["url"] == f"http://testserver/{lang}/organisations/{{{{id}}}}/"
    address = said["view"]["url"].replace("http://testserver", "").replace("{{id}}", SOPHARMA)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("text", ["Софарма АД", "Sopharma", "SOFARMA", "831902088", "BG 831902088", SOPHARMA])
def test_certain_names_match(client: Client, text: str) -> None:
    (first, *_) = ask(client, {"q": {"query": text}})["q"]["result"]
    assert (first["id"], first["name"], first["match"]) == (SOPHARMA, "Софарма АД", True)
    assert first["score"] > 95
    assert {"id": "company", "name": "дружество"} in first["type"]


@pytest.mark.parametrize("text", ["Софрама", "МУ", "Медицински университет"])
def test_likely_names_are_left_to_people(client: Client, text: str) -> None:
    found = ask(client, {"q": {"query": text}})["q"]["result"]
    assert found
    assert not any(one["match"] for one in found)


def test_batch_in_both_languages(client: Client) -> None:
    found = ask(client, {"a": {"query": "Софарма"}, "b": {"query": "няма такава организация"}}, lang="en")
    assert found["a"]["result"][0]["name"] == "Sopharma AD"
    assert found["a"]["result"][0]["description"] == "company · EIK 831902088"
    assert list(found) == ["a", "b"]


def test_get_answers_as_post_does(client: Client) -> None:
    queries = json.dumps({"q": {"query": "Софарма", "limit": 1}})
    assert client.get(SERVICE, {"queries": queries}).json() == client.post(SERVICE, {"queries": queries}).json()


def test_place_must_agree(client: Client) -> None:
    def first(district: Any) -> tuple[bool, float]:
        asked = {"query": "УМБАЛ Пловдив", "properties": [{"pid": "district", "v": district}]}
        best = ask(client, {"q": asked})["q"]["result"][0]
        assert best["id"] == "bg-eik-115532049"
        return best["match"], best["score"]

    there = [first(value) for value in ("PDV", "Пловдив", "обл. Пловдив", "Plovdiv", {"id": "PDV"}, ["VAR", "PDV"])]
    assert there == [(True, there[0][1])] * 6
    elsewhere = first("Варна")
    assert elsewhere[0] is False
    assert elsewhere[1] < 75 < 95 < there[0][1]


def test_number_without_a_name_and_against_one(client: Client) -> None:
    number = [{"pid": "eik", "v": "831902088"}]
    assert ask(client, {"q": {"properties": number}})["q"]["result"][0]["match"]
    assert not ask(client, {"q": {"query": "Булмедика Груп", "properties": number}})["q"]["result"][0]["match"]
    other = [{"pid": "eik", "v": "115532049"}]
    found = ask(client, {"q": {"query": "Софарма", "properties": other}})["q"]["result"]
    assert {"bg-eik-115532049", SOPHARMA} <= {one["id"] for one in found}
    assert not any(one["match"] for one in found)


def test_kinds(client: Client) -> None:
    def found(**asked: Any) -> list[str]:
        return [one["id"] for one in ask(client, {"q": {"query": "Софарма", **asked}})["q"]["result"]]

    assert SOPHARMA in found(type="company")
    assert SOPHARMA in found(type="hospital")
    assert SOPHARMA in found(type=["hospital", "organisation"], type_strict="any")
    assert SOPHARMA not in found(type="hospital", type_strict="any")


def test_reasons_are_told(client: Client) -> None:
    asked = {"query": "Софарма АД", "properties": [{"pid": "settlement", "v": "гр. София"}]}
    told = ask(client, {"q": asked})["q"]["result"][0]["features"]
    assert {one["id"]: one["value"] for one in told} == {
        "same_name": True, "words": 1.0, "legal_form": True, "settlement": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("queries", "parameter"),
    [
        ("{", "queries"), ("[]", "queries"), ("[" * 100_000, "queries"), ('{"q": 1}', "queries.q"),
        ('{"q": {}}', "queries.q"),
        ('{"q": {"query": 5}}', "queries.q"), ('{"q": {"query": "a", "limit": 0}}', "queries.q.limit"),
        ('{"q": {"query": "a", "limit": "5"}}', "queries.q.limit"),
        ('{"q": {"query": "a", "limit": NaN}}', "queries.q.limit"),
        ('{"q": {"query": "a", "type": "castle"}}', "queries.q.type"),
        ('{"q": {"query": "a", "type_strict": "so"}}', "queries.q.type_strict"),
        ('{"q": {"query": "a", "properties": {}}}', "queries.q"),
        ('{"q": {"query": "a", "properties": [{"pid": "colour", "v": 1}]}}', "queries.q.properties.pid"),
        ('{"q": {"query": "a", "properties": [{"pid": "eik"}]}}', "queries.q.properties.v"),
        ('{"q": {"query": "a", "properties": [{"pid": "eik", "v": {"name": "x"}}]}}', "queries.q.properties.v"),
        (json.dumps({str(n): {"query": "a"} for n in range(501)}), "queries"),
    ],
)  # fmt: skip
def test_queries_that_cannot_be_read(client: Client, queries: str, parameter: str) -> None:
    assert refused(client, queries=queries)["parameter"].startswith(parameter)


@pytest.mark.parametrize("text", ["", " ", "\x00", "'; DROP TABLE names; --", "a" * 10_000, ".*", "🏥", "„“"])
def test_any_text_is_only_a_text(client: Client, text: str) -> None:
    assert not any(one["match"] for one in ask(client, {"q": {"query": text}})["q"]["result"])


def test_extension(client: Client) -> None:
    asked = {
        "ids": [SOPHARMA, "bg-eik-999999999"],
        "properties": [
            {"id": "name_en"}, {"id": "district"}, {"id": "eik"}, {"id": "headcount"}, {"id": "profit"},
            {"id": "revenue", "settings": {"year": "2021"}},
        ],
    }  # fmt: skip
    said = client.post(f"{SERVICE}?lang=en", {"extend": json.dumps(asked)}).json()
    assert [one["id"] for one in said["meta"]] == ["name_en", "district", "eik", "headcount", "profit", "revenue"]
    assert said["meta"][5]["name"].endswith(" 2021")
    row = said["rows"][SOPHARMA]
    assert row["name_en"] == [{"str": "Sopharma AD"}]
    assert row["district"] == [{"str": "Sofia (capital)"}]
    assert row["eik"] == [{"str": "831902088"}]
    shown = client.get(f"/api/v1/organisations/{SOPHARMA}").json()["organisation"]["measures"]
    assert (row["headcount"], shown["headcount"]["value"]) == ([], None)  # nobody has told
    assert row["profit"] == [{"float": shown["profit"]["value"]}]
    of_2021 = client.get("/api/v1/organisations", {"id": SOPHARMA, "year": 2021}).json()["organisations"][0]
    value = of_2021["measures"]["revenue"]["value"]
    assert row["revenue"] == ([{"float": value}] if value is not None else [])
    assert said["rows"]["bg-eik-999999999"] == {one["id"]: [] for one in said["meta"]}


def test_extension_settings(client: Client) -> None:
    (largest,) = client.get("/api/v1/organisations", {"sort": "-headcount", "limit": 1}).json()["organisations"]

    def told(name: str, **settings: str) -> list[dict[str, Any]]:
        asked = {"ids": [largest["id"]], "properties": [{"id": name, "settings": settings}]}
        answer = client.post(SERVICE, {"extend": json.dumps(asked)}).json()
        row: list[dict[str, Any]] = answer["rows"][largest["id"]][name]
        return row

    assert told("district") == [{"str": largest["district_bg"]}]
    assert told("district", content="code") == [{"str": largest["district"]}]
    shown = largest["measures"]["headcount"]
    assert told("headcount") == [{"int": shown["value"]}]
    assert told("headcount", part="year") == [{"int": shown["year"]}]
    assert told("headcount", part="min") == [{"int": shown["min"]}]
    assert told("headcount", year="1990") == []


@pytest.mark.parametrize(
    ("extend", "parameter"),
    [
        ("nothing", "extend"), ("[]", "extend.ids"), ('{"ids": [1], "properties": [{"id": "eik"}]}', "extend.ids"),
        ('{"ids": [], "properties": []}', "extend.properties"),
        ('{"ids": [], "properties": [{"id": "colour"}]}', "extend.properties.id"),
        ('{"ids": [], "properties": [{"id": "revenue", "settings": {"year": "12"}}]}', "extend.properties.settings"),
        ('{"ids": [], "properties": [{"id": "eik", "settings": {"part": "x"}}]}', "extend.properties.settings"),
        ('{"ids": [], "properties": [{"id": "eik", "settings": 5}]}', "extend.properties.settings"),
    ],
)  # fmt: skip
def test_extensions_that_cannot_be_read(client: Client, extend: str, parameter: str) -> None:
    assert refused(client, extend=extend)["parameter"].startswith(parameter)


def test_neither_queries_nor_extend(client: Client) -> None:
    assert refused(client)["parameter"] == "queries"
    assert client.get(SERVICE, {"lang": "de"}).status_code == 400


def test_suggestions_while_typing(client: Client) -> None:
    found = client.get(f"{SERVICE}/suggest/entity", {"prefix": "софа", "lang": "en"}).json()["result"]
    assert (found[0]["id"], found[0]["name"]) == (SOPHARMA, "Sopharma AD")
    kinds = client.get(f"{SERVICE}/suggest/type", {"prefix": "болн"}).json()["result"]
    assert kinds == [{"id": "hospital", "name": "болница"}]
    named = client.get(f"{SERVICE}/suggest/property", {"prefix": "обл"}).json()["result"]
    assert named == [{"id": "district", "name": "Област"}]
    assert client.get(f"{SERVICE}/suggest/entity").status_code == 400


def test_flyouts_and_preview(client: Client) -> None:
    card = client.get(f"{SERVICE}/flyout/entity", {"id": SOPHARMA, "lang": "bg"}).json()
    assert card["id"] == SOPHARMA
    assert "Софарма АД" in card["html"]
    assert "<html" not in card["html"]
    assert "болница" in client.get(f"{SERVICE}/flyout/type", {"id": "hospital"}).json()["html"]
    assert "District" in client.get(f"{SERVICE}/flyout/property", {"id": "district", "lang": "en"}).json()["html"]
    for what, code in (("entity", "nobody"), ("type", "<b>"), ("property", "x"), ("other", "x")):
        assert client.get(f"{SERVICE}/flyout/{what}", {"id": code}).status_code == 404
    page = client.get(f"{SERVICE}/preview", {"id": SOPHARMA, "lang": "en"})
    assert "Sopharma AD" in page.content.decode()
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert client.get(f"{SERVICE}/preview", {"id": "nobody"}).status_code == 404


def test_properties_to_extend_with(client: Client) -> None:
    said = client.get(f"{SERVICE}/properties", {"type": "company", "limit": 500, "lang": "en"}).json()
    names = {one["id"]: one["name"] for one in said["properties"]}
    assert {"district", "revenue", "headcount", "eik", "segment"} <= set(names)
    assert names["district"] == "District"
    assert len(client.get(f"{SERVICE}/properties", {"limit": 3}).json()["properties"]) == 3


def test_any_site_may_read_and_nobody_needs_a_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(SERVICE, {"queries": json.dumps({"q": {"query": "Софарма"}})})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert strict.post(SERVICE, {"queries": "{"}).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.mirror
def test_answers_follow_the_published_schemas(client: Client, mirror: Path) -> None:
    from jsonschema import Draft7Validator
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    folder = mirror / "w3c_reconciliation_api_schemas" / "0.2"
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in (folder / "schemas").glob("*.json")}
    anything: dict[str, Any] = {}
    resources = [(one["$id"], Resource(contents=one, specification=DRAFT7)) for one in schemas.values() if "$id" in one]
    security = "http://swagger.io/v2/schema.json"
    definitions = {"definitions": {"securityDefinitions": {"additionalProperties": anything}}}
    resources.append((security, Resource(contents=definitions, specification=DRAFT7)))
    registry: Any = Registry().with_resources(resources)

    def follows(name: str, answer: Any) -> None:
        schema = schemas[f"{name}.json"] | {"$schema": "http://json-schema.org/draft-07/schema#"}
        errors = [error.message for error in Draft7Validator(schema, registry=registry).iter_errors(answer)]
        assert errors == [], name

    for lang in ("bg", "en"):
        follows("manifest", client.get(f"{SERVICE}?lang={lang}").json())
    examples = folder / "examples" / "reconciliation-query-batch" / "valid"
    for path in sorted(examples.glob("*.json")):
        batch = json.loads(path.read_text("utf-8"))
        for query in batch.values():  # their types and properties are other services' own
            query.pop("type", None)
            query["properties"] = [{"pid": "eik", "v": one["v"]} for one in query.get("properties", [])]
        follows("reconciliation-query-batch", batch)
        follows("reconciliation-result-batch", ask(client, batch))
    follows("reconciliation-result-batch", ask(client, {"q": {"query": "Софарма"}, "r": {"query": "Plovdiv"}}))
    for what, prefix in (("entities", "со"), ("types", "б"), ("properties", "о")):
        name = {"entities": "entity", "types": "type", "properties": "property"}[what]
        answer = client.get(f"{SERVICE}/suggest/{name}", {"prefix": prefix}).json()
        assert answer["result"]
        follows(f"suggest-{what}-response", answer)
    follows("data-extension-property-proposal", client.get(f"{SERVICE}/properties").json())
    asked = {"ids": [SOPHARMA, "x"], "properties": [{"id": one} for one in ("district", "revenue", "headcount", "lei")]}
    follows("data-extension-query", asked)
    follows("data-extension-response", client.post(SERVICE, {"extend": json.dumps(asked)}).json())


def test_affiliation_is_a_type_of_query(client: Client) -> None:
    asked = {"query": "Отдел „Качество“, Софарма АД, София, България", "type": "affiliation"}
    found = ask(client, {"q": asked, "plain": {"query": "Софарма"}})
    assert found["q"]["result"][0]["id"] == SOPHARMA
    offered = client.get(f"{SERVICE}/suggest/type?prefix=affil&lang=en").json()["result"]
    assert [one["id"] for one in offered] == ["affiliation"]
