"""Meaning: identifiers, classifications, units and closed lists. Pure; imports nothing else of Karta."""
