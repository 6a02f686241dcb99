"""What `{% load karta %}` gives to templates."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from karta.portal.platform.icons import PATHS
from karta.portal.platform.templatetags.karta import quoted, script, web_address


def render(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return Template("{% load karta %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("kind", "bg", "en"),
    [
        ("unknown", "неизвестно", "unknown"),
        ("not_applicable", "не се отнася", "not applicable"),
        ("confidential", "поверително", "confidential"),
        ("estimated", "оценка", "estimate"),
    ],
)
def test_each_kind_of_value_has_a_sign_and_a_word(kind: str, bg: str, en: str) -> None:
    for language, word in (("bg", bg), ("en", en)):
        html = render('{% value kind "7" %}', language, kind=kind)
        assert word in html
        assert 'class="sw" aria-hidden="true"' in html or "≈" in html


def test_zero_is_a_value_and_unknown_is_none() -> None:
    assert "<b>0</b>" in render('{% value "zero" %}', "en")
    assert render("{{ nothing|money }}{{ nothing|number }}", "en", nothing=None) == ""
    assert render("{{ zero|money }}", "en", zero=0) == "€0"


def test_an_unknown_kind_of_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="no kind of value"):
        render('{% value "maybe" %}', "en")


def test_words_of_the_other_alphabet_carry_their_language() -> None:
    with translation.override("bg"):
        assert quoted("Sopharma AD") == '<span lang="en">Sopharma AD</span>'
        assert quoted("Софарма <АД>") == "Софарма &lt;АД&gt;"
        assert quoted(None) == ""
    assert (script("1,603"), script("Ж"), script("Z")) == (None, "bg", "en")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("www.example.org", "https://www.example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_may_be_followed(given: str | None, address: str) -> None:
    assert web_address(given) == address


def test_icons_are_drawn_and_hidden_from_readers() -> None:
    for name in PATHS:
        html = render(f'{{% icon "{name}" %}}', "en")
        assert html.startswith('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"')
        assert "style=" not in html


def test_pairs_fall_back_to_the_other_language() -> None:
    pair = {"bg": None, "en": "List"}
    assert render("{% named pair %}", "bg", pair=pair) == '<span lang="en">List</span>'
    assert render("{{ pair|in_language }}", "bg", pair=("Списък", "List")) == "Списък"
    assert render('{{ "company"|labelled:"kind" }}', "bg") == "дружество"
