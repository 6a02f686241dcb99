from __future__ import annotations

from karta.sources import reference_rows
from karta.vocab import scope
from karta.vocab.labels import label

CLASSES = {row["code"] for row in reference_rows("eu_eurostat_nace") if row["level"] == "class"}
SOURCES = {"correspondence", "list", "oecd", "rev2"}


def test_every_code_is_a_class_and_says_why():
    codes = [code for part in scope.parts() for code in part.codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= CLASSES
    assert all(why and set(why) <= SOURCES for part in scope.parts() for why in part.codes.values())


def test_every_part_has_both_labels():
    assert all(set(part.label) == {"bg", "en"} and all(part.label.values()) for part in scope.parts())


def test_trade_can_be_left_out():
    without = scope.life_science_codes(with_trade=False)
    assert scope.life_science_codes() - without == {"46.46", "47.73", "47.74"}
    assert {"21.20", "72.11", "86.10"} <= without


def test_segment_rules_name_known_segments_and_classes():
    for rule in scope.segment_rules():
        assert label("segment", rule.segment, "bg")
        assert rule.codes <= CLASSES
        assert all(group for group in rule.words)
