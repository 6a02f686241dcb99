"""What may be typed into a public profile, and how two who edit it at once meet."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis.strategies import dictionaries, integers, sampled_from

from karta.portal.directory.profiles import rules, wording


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Пример   ООД ", "Пример ООД"), ("Cafe\u0301 Ltd", "Café Ltd"), ("TNF-α® 2.0", "TNF-α® 2.0"),
        ('=HYPERLINK("http://x.bg")', '=HYPERLINK("http://x.bg")'), ("Линия\u00a0ООД", "Линия ООД"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("Всичко ѝ", "Всичко ѝ"),
    ],
)  # fmt: skip
def test_text_is_evened_out_and_kept(typed, kept):
    assert wording.clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "Пример 🚀", "❤️ ООД", "abc\u202edef", "ab\u200bc", "ab\x00c", "شركة", "חברה", "𝗔𝗟𝗙𝗔", "例", "kомпания",
        "Фирмa", "лице 7523169263", "a\u0301\u0301\u0301",
    ],
)  # fmt: skip
def test_what_readers_cannot_read_or_must_not_is_refused(typed):
    with pytest.raises(ValidationError):
        wording.clean(typed)


def test_a_long_text_keeps_its_lines():
    assert wording.clean("Едно.\r\nДве.  Три.", is_long=True) == "Едно.\nДве. Три."


@pytest.mark.parametrize("name", ["ЕТ Иван Пример", "123", "???"])
def test_no_name_of_an_organisation(name):
    with pytest.raises(ValidationError):
        wording.check_name(name)


@pytest.mark.parametrize(("text", "language"), [("Only English here", "bg"), ("Само български", "en")])
def test_each_language_has_its_field(text, language):
    with pytest.raises(ValidationError):
        wording.check_language(text, language)


KEYS = sampled_from(["name_bg", "website", "figure:headcount:2024", "offer:a"])
CONTENTS = dictionaries(KEYS, integers(0, 3))


@given(CONTENTS, CONTENTS, CONTENTS)
def test_nothing_is_lost_but_where_both_changed_one_thing(base, mine, newest):
    merged = rules.merge(base, mine, newest)
    for key in {*base, *mine, *newest}:
        own, before, now = mine.get(key), base.get(key), newest.get(key)
        if own == before:
            assert merged.content.get(key) == now
        else:
            assert merged.content.get(key) == own
        assert (key in merged.clashes) == (own != before and now != before and own != now)
        assert (key in merged.theirs) == (own == before and now != before)


@given(CONTENTS, CONTENTS)
def test_alone_everything_typed_is_kept(base, mine):
    assert rules.merge(base, mine, base) == rules.Merged(merged_order(base, mine), (), ())


def merged_order(base, mine):
    return {key: mine[key] for key in dict.fromkeys([*base, *mine]) if key in mine}
