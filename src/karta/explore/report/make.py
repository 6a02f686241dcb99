"""`report`: one filter, one language, one whole report."""

from __future__ import annotations

from karta.explore.citation import address as parameters
from karta.explore.citation import citation
from karta.explore.filters import Filter
from karta.explore.report import business, closing, organisations, places
from karta.explore.report.content import Content, content
from karta.explore.report.document import Block, Cell, Column, Fact, Facts, Paragraph, Report, Row, Section, Table
from karta.explore.report.words import Words, capitalised
from karta.explore.sentence import filter_parts, filter_sentence
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

LONGEST_TITLE = 90
OF_TEMPLATES = ("brand", "report", "contents", "page", "snapshot", "synthetic", "unknown")
LANGUAGES = ("bg", "en")


class NothingToReport(LookupError):
    """No organisation matches: there is nothing to print."""

    message_en = "no organisation matches the filter; widen it to get a report"
    message_bg = "никоя организация не отговаря на филтъра; разширете го, за да има доклад"


def report(snapshot: Snapshot, asked: Filter, language: str, *, measure: str | None = None, site: str = "") -> Report:
    """The report on the matches of `asked`. `site`: scheme and host of the map, before every address printed.

    Errors: FilterError for a measure that is not one; NothingToReport for a filter without matches.
    """
    found = content(snapshot, asked, measure)
    if not found.found.count:
        raise NothingToReport(NothingToReport.message_en)
    return written(found, language, site)


def written(found: Content, language: str, site: str = "") -> Report:
    """The numbers of `content` as a report in one language."""
    words = Words(language)
    said = found.snapshot.manifest
    query = parameters(found.asked)
    address = f"{site}/{language}/map/{'?' if query else ''}{query}"
    return Report(
        language=language,
        map_title=said["title"][language],
        title=_title(found, words),
        sentence=filter_sentence(found.snapshot, found.asked, language),
        lead=_lead(found, words),
        cover=places.cover(found, words),
        sections=_sections(found, words, site, address),
        snapshot=found.snapshot.name,
        day=words.day(said["built_at"]),
        date=said["built_at"][:10],
        address=address,
        citation=citation(found.snapshot, language),
        keywords=[said["title"][language], words.measure(found.measure), words("report")],
        is_synthetic=bool(said.get("synthetic")),
        words={name: words(name) for name in OF_TEMPLATES},
    )


def _title(found: Content, words: Words) -> str:
    """What is chosen, in few words; the map's own title where nothing is, or where it would be a sentence."""
    parts = filter_parts(found.snapshot, found.asked, words.language)
    chosen = " · ".join(capitalised(choice if part not in MEASURES else f"{name} {choice}") or capitalised(name)
                        for part, name, choice in parts)  # fmt: skip
    title = str(found.snapshot.manifest["title"][words.language])
    return chosen if 0 < len(chosen) <= LONGEST_TITLE else title


def _lead(found: Content, words: Words) -> str:
    added = found.facets.sums[found.measure]
    organisations_ = capitalised(words.organisations(found.found.count))
    measure = words.measure(found.measure)
    if not added.organisations:
        return words("lead_none", organisations=organisations_, measure=measure)
    share = words.percent(added.share_known)
    known = words.count(added.organisations)
    return words("lead", organisations=organisations_, measure=measure, known=known, share=share)


def _sections(found: Content, words: Words, site: str, address: str) -> list[Section]:
    made = [
        brief(found, words),
        places.section(found, words),
        business.sizes(found, words),
        business.sectors(found, words),
        business.years(found, words),
        organisations.largest(found, words),
        organisations.relations(found, words),
        organisations.disagreements(found, words),
        closing.gaps(found, words),
        closing.method(found, words, f"{site}/{words.language}/method/"),
        closing.sources(found, words, address),
    ]
    return [section for section in made if section is not None]


def brief(found: Content, words: Words) -> Section:
    """The key figures, and every measure with what its sum is made of."""
    first, last = found.method.window
    asked = found.asked
    text = words("brief_year", year=asked.year) if asked.year else words("brief_text", first=first, last=last)
    blocks: list[Block] = [
        Paragraph(words("chosen", sentence=filter_sentence(found.snapshot, asked, words.language))),
        _facts(found, words),
        Paragraph(text),
        _measures(found, words),
    ]
    return Section("brief", words("brief"), blocks)


def _facts(found: Content, words: Words) -> Facts:
    measure = words.measure(found.measure)
    added = found.facets.sums[found.measure]
    items = [
        Fact(words.count(found.found.count), words("organisations_label")),
        Fact(words.percent(added.share_known), words("known_label", measure=measure)),
        Fact(words.amount(found.measure, added.sum),
             words("sum_label", measure=measure, n=words.organisations(added.organisations))),
    ]  # fmt: skip
    districts = places.placed(found.areas["district"])
    if len(districts) > 1:
        known = sum(area.value is not None for area in districts)
        part = words("of", part=words.count(known), whole=words.count(len(districts)))
        items.append(Fact(part, words("areas_label")))
    else:
        middle = found.summary.measures[found.measure].median
        items.append(Fact(words.amount(found.measure, middle), words("median_label", measure=measure)))
    return Facts(items)


def _measures(found: Content, words: Words) -> Table:
    columns = [Column(words("measure"), "text"), *(Column(words(name)) for name in (
        "added", "share_known", "sum", "median", "left_out", "without_figure"))]  # fmt: skip
    rows = []
    for measure in MEASURES:
        told = found.summary.measures[measure]
        rows.append(Row([
            Cell(words.measure(measure)), Cell(words.count(told.sum.organisations)),
            Cell(words.percent(told.sum.share_known, 1)),
            Cell(words("unknown") if told.sum.sum is None else words.amount(measure, told.sum.sum),
                 is_unknown=told.sum.sum is None),
            Cell(words.amount(measure, told.median)), Cell(words.count(told.sum.left_out)),
            Cell(words.count(told.unknown)),
        ]))  # fmt: skip
    return Table(words("measures_table"), columns, rows, words("measures_note"))
