"""The report's own words in both languages, and its numbers as readers of each write them."""

from __future__ import annotations

from collections.abc import Sequence

from karta.explore.claims import Claim
from karta.explore.labels import Label
from karta.explore.report.texts import TEXTS
from karta.explore.rows import Figure, OrganisationRow
from karta.explore.sums import Sum
from karta.vocab import formats
from karta.vocab.labels import label

NO_VALUE = "–"
SMALLEST_OF_ONE_PLACE = 0.1


class Words:
    """Texts and numbers in one language, "bg" or "en"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._position = ("bg", "en").index(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of this name, filled in. Errors: KeyError for a name that texts.py does not have."""
        return TEXTS[key][self._position].format(**values)

    def pick(self, pair: Sequence[str | None]) -> str:
        """Of (Bulgarian, English) the reader's, else the other."""
        return pair[self._position] or pair[1 - self._position] or ""

    def label(self, thing: object) -> str:
        """The name of anything with `label_bg` or `name_bg` and their English sisters."""
        for name in ("label", "name"):
            if hasattr(thing, f"{name}_bg"):
                return self.pick((getattr(thing, f"{name}_bg"), getattr(thing, f"{name}_en")))
        raise TypeError(f"report: {type(thing).__name__} has no name in two languages")

    def measure(self, measure: str) -> str:
        """Revenue, Приходи."""
        return capitalised(label("measure", measure, self.language) or measure)

    def count(self, number: float) -> str:
        return formats.count(number, self.language)

    def percent(self, share: float | None, places: int = 0) -> str:
        return NO_VALUE if share is None else formats.percent(share, self.language, places)

    def share_of(self, part: float, whole: float) -> str:
        """`part` of `whole` in hundredths; a dash where there is nothing to share."""
        return self.percent(part / whole if whole else None, 1)

    def organisations(self, number: int) -> str:
        return self("organisation" if number == 1 else "organisations", n=self.count(number))

    def amount(self, measure: str, value: float | None) -> str:
        """A value with its unit: 997,5 млн. €, 3 360; a dash for none."""
        if value is None:
            return NO_VALUE
        if measure == "headcount":
            return self.count(value)
        return formats.money(value, self.language, short=True)

    def of_sum(self, measure: str, found: Sum) -> str:
        return self.amount(measure, found.sum)

    def day(self, iso: str) -> str:
        return formats.printed_date(iso[:10], self.language)

    def figure(self, measure: str, figure: Figure) -> str:
        """A shown figure: bounds as bounds, a dash where nothing is known."""
        if figure.state not in ("current", "outdated"):
            return NO_VALUE
        written = [self.amount(measure, end) for end in (figure.min, figure.max)]
        if figure.min is None and figure.max is None:
            return self.amount(measure, figure.value)
        is_band = figure.value is None or (figure.min != figure.max and figure.value in (figure.min, figure.max))
        text = formats.interval(
            figure.min, figure.max, None if is_band else self.amount(measure, figure.value), written
        )
        return text.removeprefix(f"≈{formats.NARROW}")  # amounts are rounded in print anyway

    def claim(self, claim: Claim) -> str:
        """What a claim says, with who says so."""
        said = self.amount(claim.property, claim.value) if claim.value is not None else claim.published["as_published"]
        publication = claim.published["publication_title"]
        source = publication or (
            self.pick((claim.source["title"]["bg"], claim.source["title"]["en"])) if claim.source else ""
        )
        return f"{said} ({source})" if source else str(said)

    def name(self, row: OrganisationRow) -> str:
        """An organisation in the reader's language, else in the other, else by number."""
        known = row.attributes
        return self.pick((known["name_bg"], known["name_en"])) or known["eik"] or row.org_id

    def of_row(self, row: OrganisationRow, *names: str) -> str:
        """The first of these labels that the row has."""
        found: Label | None = next((row.labels[name] for name in names if name in row.labels), None)
        return capitalised(self.pick(found)) if found else ""

    def list(self, parts: Sequence[str]) -> str:
        return ", ".join(part for part in parts if part)


class Unit:
    """The unit of one column: what its amounts are divided by, so that the largest is short and the others fit."""

    def __init__(self, words: Words, measure: str, values: Sequence[float | None]) -> None:
        self._words = words
        largest = max((abs(value) for value in values if value is not None), default=0.0)
        self._divisor, name = 1.0, "persons" if measure == "headcount" else "euro"
        if measure != "headcount":
            for divisor, unit in ((1e6, "million_euro"), (1e3, "thousand_euro")):
                if largest >= divisor:
                    self._divisor, name = divisor, unit
                    break
        self.name = words(name)

    def text(self, value: float | None) -> str:
        """The amount in this unit without its name; three places where one would print nothing."""
        if value is None:
            return self._words("unknown")
        scaled = value / self._divisor
        places = 3 if 0 < abs(scaled) < SMALLEST_OF_ONE_PLACE else 1
        return formats.number(scaled, self._words.language, places)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
