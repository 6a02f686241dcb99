"""The list of what must not be shown: how it is read, and what of it is refused."""

from __future__ import annotations

import re

import pytest

from karta.vocab.suppressed import NOBODY, BadSuppressed, parse, pattern

SIGNED = "reason: asked, since: 2026-11-29, by: maria"


def test_a_list_is_read_and_named_by_what_it_says() -> None:
    told = parse(
        f"- {{organisation: bg-eik-831902088, names: [Пример АД, Primer], {SIGNED}}}\n"
        f"- {{claim: 0123456789abcdef, {SIGNED}}}\n- {{names: [Primer], {SIGNED}}}\n"
    )
    assert told.org_ids == {"bg-eik-831902088"}
    assert told.names == ("Пример АД", "Primer")
    assert told.claims == {"0123456789abcdef"}
    turned = parse(
        f"- {{names: [Primer, Пример АД], {SIGNED}}}\n- {{claim: 0123456789abcdef, {SIGNED}}}\n"
        f"- {{organisation: bg-eik-831902088, {SIGNED}}}\n"
    )
    assert turned.digest == told.digest
    assert parse("") == NOBODY
    assert (NOBODY.digest, bool(NOBODY), bool(told)) == ("", False, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "entry 0: it is not YAML"),
        ("organisation: x", "entry 0: it is no list"),
        (f"- {{organisation: 831902088, {SIGNED}}}", "entry 1: organisation 831902088 is no id"),
        (f"- {{organisation: ../etc, {SIGNED}}}", "entry 1: organisation '../etc' is no id"),
        (f"- {{claim: 1, {SIGNED}}}", "entry 1: claim 1 is no id"),
        (f"- {{{SIGNED}}}", "entry 1: it needs organisation, claim or names"),
        (f"- {{names: [АД], {SIGNED}}}", "entry 1: 'АД' is too short"),
        (f"- {{names: Primer, {SIGNED}}}", "entry 1: names is a list of texts"),
        ("- {names: [Primer], since: 2026-11-29, by: maria}", "entry 1: reason is one of"),
        ("- {names: [Primer], reason: law, by: maria}", "entry 1: it needs since"),
        ("- {names: [Primer], reason: law, since: 2026-11-29}", "entry 1: it needs since"),
        (f"- {{name: Primer, names: [Primer], {SIGNED}}}", "entry 1: 'name' is none of"),
        ("- Primer", "entry 1: it needs organisation"),
    ],
)
def test_an_entry_that_is_not_understood_says_which_and_why(text: str, said: str) -> None:
    with pytest.raises(BadSuppressed) as refused:
        parse(text)
    assert said in refused.value.message_en
    assert "нищо не е променено" in refused.value.message_bg


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("„Пример“ АД съобщи", True),
        ("ПРИМЕР  АД", True),
        ("пример-ад", True),
        ("Примерен АД", False),
        ("Пример, АДА", False),
        ("за пример", False),
    ],
)
def test_a_name_is_found_as_whole_words_whatever_stands_between(text: str, is_found: bool) -> None:
    found = pattern(["Пример АД"], between=r"[\W_]{1,6}", start=r"(?<![^\W_])", end=r"(?![^\W_])")
    assert bool(re.search(found, text, re.IGNORECASE)) == is_found
