"""Error pages say what failed, what still works, what to do, in both languages; headers of every page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.portal.platform.middleware import POLICY
from karta.portal.platform.problems import Problem

FAILED = {
    404: ("Няма такава страница", "There is no such page"),
    400: ("Адресът не може да бъде разчетен", "This address cannot be understood"),
    503: ("Още няма публикувани данни", "No data is published yet"),
    500: ("Страницата не се отвори", "The page failed"),
}
pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/{lang}/nowhere/", 404),
        ("/{lang}/organisations/bg-eik-000000000/", 404),
        ("/{lang}/organisations/?as_of=yesterday", 400),
        ("/{lang}/method/?as_of=1999-01-01", 404),
        ("/{lang}/map/export.csv?headcount_min=many", 400),
    ],
)
def test_error_pages_in_both_languages(path: str, status: int) -> None:
    for language, words in zip(("bg", "en"), FAILED[status], strict=True):
        answer = Client().get(path.format(lang=language))
        html = answer.content.decode()
        assert answer.status_code == status
        assert f"<h1>{words}</h1>" in html
        assert f'href="/{language}/map/"' in html
        assert f'<html lang="{language}">' in html


def test_a_failure_gets_a_code_that_stands_in_the_log(monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr("karta.portal.explorer.views.method.method", lambda snapshot: 1 / 0)
    answer = Client(raise_request_exception=False).get("/en/method/")
    assert answer.status_code == 500
    found = re.search(r'<span class="mono">([0-9A-F]{6})</span>', answer.content.decode())
    assert found is not None
    assert any(found[1] in record.getMessage() for record in caplog.records)
    assert "division" not in answer.content.decode()


def test_an_error_of_the_api_has_the_documented_shape() -> None:
    said = Client().get("/api/v1/nowhere").json()
    assert set(said) == set(Problem.model_fields)


@pytest.mark.parametrize("path", ["/en/map/", "/bg/organisations/", "/en/nowhere/", "/en/account/login/"])
@pytest.mark.django_db
def test_every_page_forbids_inline_scripts_and_other_hosts(path: str) -> None:
    answer = Client().get(path)
    html = answer.content.decode()
    assert answer["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert re.findall(r"<script(?![^>]*(?:src=|application/(?:ld\+)?json))", html) == []


@pytest.mark.django_db
def test_without_data_the_portal_answers_and_says_so(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 503
    assert Client().get("/en/organisations/").status_code == 503
    said = Client().get("/api/v1/organisations")
    assert (said.status_code, said.json()["code"]) == (503, "no_snapshot")


def test_the_address_without_a_language_leads_to_the_first_page() -> None:
    assert Client().get("/", headers={"accept-language": "bg"})["Location"] == "/bg/"
