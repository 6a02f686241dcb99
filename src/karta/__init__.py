"""Karta: one trustworthy, bilingual map of an economy. The data half builds a snapshot; the portal reads it."""
