"""Words of invented news, in pairs of both languages, from which titles and paragraphs of a realistic length come."""

from __future__ import annotations

import random
from dataclasses import dataclass

ACTIONS = (
    ("открива лаборатория за", "opens a laboratory for"),
    ("търси партньори за", "looks for partners in"),
    ("представя резултати за", "presents results on"),
    ("получава финансиране за", "is funded for"),
    ("обявява покана за", "announces a call for"),
    ("подписва споразумение за", "signs an agreement on"),
    ("организира обучение за", "holds a training on"),
    ("споделя опит за", "shares experience with"),
)
FIELDS = (
    ("клинични изпитвания", "clinical trials"),
    ("цифрово здраве", "digital health"),
    ("медицински изделия", "medical devices"),
    ("персонализирана медицина", "personalised medicine"),
    ("αβ-интерферон и β-блокери", "αβ-interferon and β-blockers"),
    ("роботизирана хирургия", "robotic surgery"),
    ("здравни данни", "health data"),
    ("биотехнологии", "biotechnology"),
    ("диагностика in vitro", "in vitro diagnostics"),
    ("стареене и дълголетие", "ageing and longevity"),
    ("телемедицина", "telemedicine"),
    ("ваксини", "vaccines"),
)
PLACES = (
    ("София", "Sofia"),
    ("Пловдив", "Plovdiv"),
    ("Варна", "Varna"),
    ("Русе", "Ruse"),
    ("Бургас", "Burgas"),
    ("Плевен", "Pleven"),
    ("Лион", "Lyon"),
    ("Кьолн", "Köln"),
    ("Лодз", "Łódź"),
)
SENTENCES = (
    (
        "Работата започва през пролетта и обхваща {field}; първите резултати се очакват след една година.",
        "Work begins in spring and covers {field}; first results are expected after one year.",
    ),
    (
        "В {place} се събират изследователи, лекари и предприемачи, за да обменят опит и да намерят партньори.",
        "Researchers, physicians and entrepreneurs meet in {place} to exchange experience and find partners.",
    ),
    (
        "Участието е безплатно; заявки се приемат до края на месеца на страницата на организатора.",
        "Taking part is free; applications are accepted until the end of the month on the organiser’s page.",
    ),
    (
        "Данните са публични и всеки може да ги провери: източникът и годината стоят до всяко число.",
        "The data are public and open to checking: source and year stand beside each figure.",
    ),
    (
        "Проектът свързва болници, университети и малки предприятия, които досега са работили поотделно.",
        "The project joins hospitals, universities and small companies that have worked apart so far.",
    ),
    (
        "Организаторите обръщат внимание на {field} и на онова, което регионът още няма.",
        "The organisers look at {field} and at what the region still lacks.",
    ),
)
LANGUAGES = ("bg", "en")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing in one language."""

    title: str
    summary: str
    paragraphs: tuple[str, ...]


def told(chance: random.Random, number: int, name: dict[str, str]) -> dict[str, Told]:
    """One invented thing about an organisation in both languages: a title, a summary, three to eight paragraphs."""
    action, field, place = chance.choice(ACTIONS), chance.choice(FIELDS), chance.choice(PLACES)
    bodies = [chance.choices(SENTENCES, k=chance.randint(2, 5)) for _ in range(chance.randint(3, 8))]
    made = {}
    for at, language in enumerate(LANGUAGES):
        known = {"field": field[at], "place": place[at]}
        first = f"{name[language]} {action[at]} {field[at]}"
        paragraphs = tuple(" ".join(one[at].format(**known) for one in body) for body in bodies)
        made[language] = Told(f"{first}, {place[at]} {number}", f"{first}. {paragraphs[0]}"[:400], paragraphs)
    return made
