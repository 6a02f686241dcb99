"""Kinds of membership that a new portal begins with. Amounts are the team's to set.

Source: the cluster's page "About" opens membership to companies and organisations, and personally to students and
researchers; how organisations are told apart here are the kinds of the map.
"""

from __future__ import annotations

# (code, of persons, Bulgarian, English)
USUAL = (
    ("company", False, "Компания", "Company"),
    ("university", False, "Университет или институт", "University or institute"),
    ("hospital", False, "Болница", "Hospital"),
    ("association", False, "Сдружение или друга организация", "Association or other organisation"),
    ("student", True, "Студент (лично)", "Student (personal)"),
    ("researcher", True, "Изследовател (лично)", "Researcher (personal)"),
)
