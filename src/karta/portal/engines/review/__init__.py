"""Reviewing entries and applications."""
