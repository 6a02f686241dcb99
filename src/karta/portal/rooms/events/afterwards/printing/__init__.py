"""Certificates, badges and the report to partners as PDF: typst sets them with the fonts that ship here."""
