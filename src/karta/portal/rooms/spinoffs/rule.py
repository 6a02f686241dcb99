"""What counts as a spin-off: the rule, in both languages, as pages, files and the API print it. Reviewed here alone."""

from __future__ import annotations

REVIEWED = "2026-11-29"

RULE: tuple[dict[str, str], ...] = (
    {
        "bg": "Произход: компанията излиза от университет, научен институт или корпорация и продължава тяхно "
        "изследване, изобретение или разработка; източник назовава откъде идва.",
        "en": "Origin: the company comes out of a university, a research institute or a corporation and carries on its "
        "research, invention or development; a source names where it comes from.",
    },
    {
        "bg": "Дата: източник казва кога е основана, поне с година.",
        "en": "Date: a source says when it was founded, at least the year.",
    },
    {
        "bg": "Източник: произходът и датата стоят всеки в източник, който всеки може да отвори.",
        "en": "Source: origin and date each stand in a source that anybody can open.",
    },
    {
        "bg": "Проверка: човек от екипа на клъстера е прочел източниците и е записал на какво се основава решението. "
        "Решението има дата и може да се отмени.",
        "en": "Check: a person of the cluster’s team has read the sources and written down what the decision rests on. "
        "The decision is dated and can be taken back.",
    },
    {
        "bg": "Закрита компания остава в списъка, но вече не се брои.",
        "en": "A company that has closed stays in the list, but no longer counts.",
    },
    {
        "bg": "Само отделяне по Търговския закон не прави една компания спин-оф.",
        "en": "A division under commercial law alone does not make a company a spin-off.",
    },
)
