from __future__ import annotations

from importlib import resources

from karta.classify import fit
from karta.classify.index import practice


def test_the_weights_are_those_that_the_data_gives():
    stored = resources.files("karta.classify").joinpath("weights.json").read_text("utf-8")
    assert fit.as_json(fit.fit(practice())) == stored


def test_practice_has_texts_that_nothing_can_be_told_of():
    texts = practice()
    assert sum(not text.nace_codes for text in texts) >= 20
    assert len({text.text for text in texts}) == len(texts)
