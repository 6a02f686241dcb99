"""Certificates and badges: printed with names, kept without them, checked by their number."""
