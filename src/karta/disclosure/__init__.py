"""Disclosure control: arrays in, safe tables out. Pure."""
