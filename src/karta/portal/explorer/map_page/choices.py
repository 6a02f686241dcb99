"""The lists of the filter column: which filters stand open, which behind "more", and their choices with counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from karta.explore.facets import Choice, Facets
from karta.explore.filters import Filter
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import State
from karta.vocab import formats

TOO_RARE = 0.05  # of the population has a value: the filter says little and stands behind "more"
UNKNOWN = "unknown"
SHOWN = 8  # longer lists keep the rest behind their own "more"


@dataclass(frozen=True, slots=True)
class Option:
    """One check box with its counts and the two bars behind them, in hundredths of the longest. `id`: its element's."""

    id: str
    code: str
    label: str
    count: str
    all: str
    is_on: bool
    is_empty: bool
    width: str
    all_width: str


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One filter of codes: what is seen at once, and what stands behind its own "more"."""

    name: str
    title: str
    first: list[Option]
    rest: list[Option]
    is_rest_open: bool
    coverage: str

    @property
    def rest_label(self) -> str:
        return _("%(number)s more") % {"number": len(self.rest)}


def choice_list(name: str, found: Facets, asked: Filter, language: str, *, shown: int = SHOWN) -> ChoiceList:
    """A filter's list. Closed lists keep their order; long ones put what is chosen first, then the largest."""
    chosen: tuple[str, ...] = getattr(asked, name)
    choices = found.facets.get(name, [])
    options = _options(name, choices, chosen, language)
    if len(options) > shown:
        ordered = sorted(
            range(len(options)), key=lambda i: (not options[i].is_on, choices[i].code == UNKNOWN, -choices[i].all, i)
        )
        options = [options[i] for i in ordered]
    return ChoiceList(
        name=name,
        title=words.filter_name(name, language),
        first=options[:shown],
        rest=options[shown:],
        is_rest_open=any(option.is_on for option in options[shown:]),
        coverage=formats.percent(found.coverage.get(name, 1.0), language),
    )


def _options(name: str, choices: list[Choice], chosen: tuple[str, ...], language: str) -> list[Option]:
    longest = max((choice.all for choice in choices), default=0) or 1
    return [
        Option(
            id=f"{name}-{slugify(choice.code)}",
            code=choice.code,
            label=_label(name, choice, language),
            count=formats.count(choice.count, language),
            all=formats.count(choice.all, language),
            is_on=choice.code in chosen,
            is_empty=choice.count == 0,
            width=f"{100 * choice.count / longest:.1f}",
            all_width=f"{100 * max(choice.all, choice.count) / longest:.1f}",
        )
        for choice in choices
    ]


def _label(name: str, choice: Choice, language: str) -> str:
    if name == "size_class" and choice.code not in ("unknown", "undecided"):
        return choice.code.replace("-", "–")
    if name == "result" and choice.code in words.RESULT_NAMES:
        return words.capitalised(str(words.RESULT_NAMES[choice.code]))
    return words.capitalised(words.named(choice, language))


def is_rare(name: str, found: Facets, asked: Filter) -> bool:
    """Whether a filter stands behind "more": known for under 5 %, and not in use."""
    return found.coverage.get(name, 1.0) < TOO_RARE and name not in asked.parts()


@dataclass(frozen=True, slots=True)
class SectorStep:
    """One sector of the tree: an address that chooses it."""

    code: str
    label: str
    count: str
    all: str
    address: str


@dataclass(frozen=True, slots=True)
class SectorTree:
    """The path to the chosen sector and what lies below it, as links: each step is one address."""

    path: list[SectorStep]
    children: list[SectorStep]
    coverage: str
    top: str


def sector_tree(found: Facets, state: State, language: str) -> SectorTree:
    """NACE Rev. 2 from the chosen sector down."""

    def step(choice: Choice) -> SectorStep:
        return SectorStep(
            code=choice.code,
            label=words.named(choice, language),
            count=formats.count(choice.count, language),
            all=formats.count(choice.all, language),
            address=state.address(_with_sector(state.asked, choice.code)),
        )

    return SectorTree(
        path=[step(choice) for choice in found.nace_path],
        children=[step(choice) for choice in found.facets["nace"]],
        coverage=formats.percent(found.coverage["nace"], language),
        top=state.address(state.asked.without("nace")),
    )


def _with_sector(asked: Filter, code: str) -> Filter:
    return replace(asked, nace=(code,))
