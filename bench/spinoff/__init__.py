"""Figures of Spinoff Bulgaria: registration, entries, assignment of reviews, check-in, programme."""
