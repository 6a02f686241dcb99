"""The answer of `karta diff`: what changed, as a person reads it in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from karta.explore.published import AggregateChange, Changes, Shown
from karta.explore.sentence import name_of

REASONS = {
    "new_source": ("нов източник", "new source"),
    "newer_version": ("по-нова версия на източник", "newer version of a source"),
    "removed_source": ("премахнат източник", "source removed"),
    "correction": ("поправка или решение", "correction or decision"),
    "merge": ("обединени организации", "organisations joined"),
    "split": ("разделена организация", "organisation parted"),
    "redirect": ("нов идентификатор", "new identifier"),
    "link": ("запис към друга организация", "record moved"),
    "rule": ("правило или код", "rule or code"),
    "new_organisation": ("нова организация", "new organisation"),
    "gone": ("няма я вече", "organisation gone"),
}
CHANGES = {"added": ("нови", "new"), "removed": ("изчезнали", "gone"), "changed": ("описани наново", "described anew")}
UNKNOWN = ("неизвестно", "unknown")
MOST = 200  # figures in the terminal; --json has all


def printed_changes(found: Changes, lang: str) -> RenderableType:
    """Counts by reason, sums and counts that differ, then the figures: old, new, reason."""
    english = lang == "en"
    if found.same:
        return ("Двете снимки са еднакви.", "Both snapshots hold the same data.")[english]
    lines = [f"{found.old} → {found.new}"]
    lines += [
        f"{CHANGES[change][english]} ({REASONS[reason][english]}): {count:,}"
        for (change, reason), count in found.organisation_reasons.items()
    ]
    lines += [f"{REASONS[reason][english]}: {count:,}" for reason, count in found.reasons.items()]
    lines += [f"{one.source_id}: {one.before or '–'} → {one.after or '–'}" for one in found.sources]
    return Group("\n".join(lines), _aggregates(found.aggregates, lang), _figures(found, lang))


def _aggregates(told: list[AggregateChange], lang: str) -> Table:
    english = lang == "en"
    table = Table(("сбор или брой", "sum or count")[english], ("област", "district")[english])
    for title in (("преди", "before"), ("след", "after")):
        table.add_column(title[english], justify="right")
    for one in told:
        what = ("организации", "organisations")[english] if one.measure is None else name_of(one.measure, lang)
        where = (one.district_en if english else one.district_bg) or ""
        table.add_row(what, where, *(_number(value, english=english) for value in (one.before, one.after)))
    return table


def _figures(found: Changes, lang: str) -> Table:
    english = lang == "en"
    table = Table("id", ("име", "name")[english], ("показател", "measure")[english])
    for title in (("преди", "before"), ("след", "after")):
        table.add_column(title[english], justify="right")
    table.add_column(("причина", "reason")[english])
    for one in found.figures[:MOST]:
        name = (one.name_en or one.name_bg) if english else (one.name_bg or one.name_en)
        sides = [_shown(side, english=english) for side in (one.before, one.after)]
        table.add_row(one.org_id, name or "", name_of(one.measure, lang), *sides, REASONS[one.reason][english])
    if found.figure_count > MOST:
        table.caption = f"{MOST:,} / {found.figure_count:,}; --json"
    return table


def _shown(figure: Shown, *, english: bool) -> str:
    if figure.state == "unknown":
        return UNKNOWN[english]
    old = " †" if figure.state == "outdated" else ""
    return f"{_number(figure.value, english=english)} ({figure.year}){old}"


def _number(value: float | None, *, english: bool) -> str:
    return UNKNOWN[english] if value is None else f"{value:,.0f}"
