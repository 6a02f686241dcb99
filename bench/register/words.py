"""Word lists of the synthetic register. Names of companies are put together from them; people's names are invented."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "src/karta/sources"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYLLABLES = _words(
    "ва ме ди ка фар био лек со тра ни ал ген мир стел вел ор бо ра ви та ки но ре ла зо му пе ти дар хем"
)
COMMON = _words(
    "фарма трейд груп консулт инвест строй транс агро тех мед био еко енерджи сервиз комерс дент лаб софт систем "
    "дизайн логистик имоти пласт метал ойл фууд текстил принт студио авто"
)
WORDS = _words("нова българска първа европейска зелена източна северна южна дунавска балканска тракийска медицинска")
NOUNS = _words("енергия техника аптека лаборатория компания индустрия механика химия оптика електроника керамика мебел")
SAINTS = ("Света Марина", "Свети Георги", "Света Екатерина", "Свети Иван Рилски", "Света София", "Свети Лука")
HOSPITALS = ("МБАЛ", "УМБАЛ", "СБАЛ", "ДКЦ", "МЦ")
TOWN_TRADES = ("цемент", "кораб", "плод", "медика", "фарм", "хим", "прогрес", "мел")
FOREIGN = ("Deutschland", "International", "Bulgaria", "Europe", "Solutions", "Research", "Biotech", "Pharma")

# Whole legal forms: share in the register, short form in Cyrillic, in Latin. Codes are the register's.
FORMS = {
    "EOOD": (0.62, "ЕООД", "EOOD"),
    "OOD": (0.24, "ООД", "OOD"),
    "ET": (0.06, "ЕТ", "ET"),
    "EAD": (0.02, "ЕАД", "EAD"),
    "AD": (0.02, "АД", "AD"),
    "K": (0.01, "КООПЕРАЦИЯ", "COOPERATIVE"),
    "SD": (0.01, "СД", "SD"),
    "KD": (0.005, "КД", "KD"),
    "SDR": (0.01, "СДРУЖЕНИЕ", "ASSOCIATION"),
    "FOND": (0.005, "ФОНДАЦИЯ", "FOUNDATION"),
}

# Nobody bears these: given names, fathers' names and family names with the endings of real ones on invented stems.
GIVEN = _words("Вескомир Драгозор Зареслав Мирогост Лозимира Белотина Ясногора Тихоструй Ведрана Горолюб")
FATHERS = _words("Драготинов Зареславов Мирогостев Лозимиров Белотинов Ясногоров Горолюбов Ведраков")
FAMILIES = _words("Златозоров Тъмноречки Быстродолов Вихрогоров Кременьовски Пясъчински Сребролистов Мъглодолов")
ROLES = ("управител", "съдружник", "едноличен собственик", "представлявано от", "пълномощник")

RUN_ON = "и всяка друга дейност, незабранена от закона"
ACTIVITIES = {
    "21.20": ("производство на лекарствени продукти", "търговия на едро с лекарства"),
    "46.46": ("търговия на едро с фармацевтични стоки, медицинска техника и апаратура", "внос и износ"),
    "47.73": ("търговия на дребно с лекарствени продукти в аптека", "консултации"),
    "86.10": ("болнична помощ", "диагностика и лечение"),
    "86.21": ("извънболнична медицинска помощ", "профилактика"),
    "86.23": ("дентална медицина", "зъботехническа лаборатория"),
    "72.11": ("научноизследователска и развойна дейност в областта на биотехнологиите", "лабораторни анализи"),
    "32.50": ("производство на медицински и зъболекарски инструменти и средства", "сервиз на апаратура"),
    "62.01": ("разработка на софтуер", "компютърни услуги и консултации"),
    "41.20": ("строителство на жилищни и нежилищни сгради", "строително-монтажни работи"),
    "49.41": ("превоз на товари в страната и чужбина", "спедиторска дейност"),
    "47.11": ("търговия на дребно с хранителни стоки, напитки и тютюневи изделия", "внос и износ"),
    "56.10": ("ресторантьорство и хотелиерство", "кетъринг"),
    "01.11": ("отглеждане на зърнени и маслодайни култури", "преработка и реализация на селскостопанска продукция"),
    "68.20": ("отдаване под наем на собствени недвижими имоти", "управление на имоти"),
    "70.22": ("консултантска дейност", "посредничество и представителство"),
}
CODES = tuple(ACTIVITIES)
STREETS = ("Марица", "Дунав", "Витоша", "Рила", "Тракия", "Опълченска", "Индустриална", "Шипка", "Пирин", "Роза")


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement as the register prints it."""

    ekatte: str
    name: str
    latin: str
    municipality_code: str
    municipality: str
    district_code: str
    district: str
    postcode: str


@cache
def places() -> tuple[tuple[Place, ...], tuple[float, ...]]:
    """Settlements of the shipped gazetteer and cumulative weights: the capital 35, seats of municipalities 1 each."""
    folder = SHIPPED / "bg_compiled_gazetteer/shipped"
    districts = {row["district_code"]: row["name_bg"] for row in _rows(folder / "bg_districts.csv")}
    municipalities = {row["municipality_code"]: row["name_bg"] for row in _rows(folder / "bg_municipalities.csv")}
    found, weights = [], []
    for row in _rows(folder / "bg_settlements.csv"):
        if row["status"] != "current":
            continue
        kind = "гр. " if row["type"] == "town" else "с. "
        found.append(
            Place(row["ekatte"], kind + row["name_bg"], row["name_en"], row["municipality_code"],
                  municipalities[row["municipality_code"]], row["district_code"], districts[row["district_code"]],
                  row["postcode"])
        )  # fmt: skip
        weights.append(150.0 if row["ekatte"] == "68134" else 1.0 if row["is_municipality_seat"] == "1" else 0.02)
    return tuple(found), tuple(accumulate(weights))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
