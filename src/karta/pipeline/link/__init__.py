"""Records → organisations: register ids, certain rules, people's decisions; near pairs wait as candidates."""

from karta.pipeline.link.stage import Linked, link

__all__ = ["Linked", "link"]
