"""Assembled tables → a checked snapshot among the others, or a failed one kept aside."""

from karta.pipeline.write.sources import SourceEntry, source_entry
from karta.pipeline.write.stage import Written, write

__all__ = ["SourceEntry", "Written", "source_entry", "write"]
