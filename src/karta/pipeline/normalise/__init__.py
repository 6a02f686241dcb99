"""Records as published → rows of `records`, `claims` and `findings` in the working connection."""

from karta.pipeline.normalise.stage import create_tables, normalise, normalise_all

__all__ = ["create_tables", "normalise", "normalise_all"]
