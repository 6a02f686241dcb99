"""Gender pay gap reports of the United Kingdom: one record per employer, its bands of employees by year."""

from __future__ import annotations

from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Figure, Name, Publication, Record

# What the reports are about: shares of pay by sex, no measure of this map. The link leads to the report, often on a
# page of a group or of a host of documents, so it is not the employer's website. PostCode repeats the end of Address.
_UNREAD = (
    "DiffMeanHourlyPercent", "DiffMedianHourlyPercent", "DiffMeanBonusPercent", "DiffMedianBonusPercent",
    "MaleBonusPercent", "FemaleBonusPercent", "MaleLowerQuartile", "FemaleLowerQuartile", "MaleLowerMiddleQuartile",
    "FemaleLowerMiddleQuartile", "MaleUpperMiddleQuartile", "FemaleUpperMiddleQuartile", "MaleTopQuartile",
    "FemaleTopQuartile", "CompanyLinkToGPGInfo", "PostCode", "SubmittedAfterTheDeadline",
)  # fmt: skip
_NO_BAND = "Not Provided"


def records(raw: Raw) -> Iterator[Record]:
    """One record per EmployerId, in the order of its newest report; what it is called comes from that report."""
    employers: dict[str, list[Row]] = {}
    for described in reversed(raw.manifest.files):  # the newest year first
        for key, report in _latest(raw, described.name).items():
            employers.setdefault(key, []).append(report)
    for key, reports in employers.items():
        yield _record(raw, key, reports)


def _latest(raw: Raw, name: str) -> dict[str, Row]:
    """Reports of one year by EmployerId. A report handed in again supersedes the earlier one, which is a finding."""
    latest: dict[str, Row] = {}
    for row in raw.csv(name):
        key = row.required("EmployerId")
        earlier = latest.get(key)
        if earlier is None:
            latest[key] = row
            continue
        kept, left = sorted((row, earlier), key=lambda report: str(report["DateSubmitted"]), reverse=True)
        latest[key] = kept
        raw.findings.append(raw.finding(
            "superseded_row", left.locator, record_id=key,
            en=f"{left.locator}: the employer handed in another report for the year, {kept.locator}; this one was left "
            "out. Nothing to do.",
            bg=f"{left.locator}: работодателят е подал друг отчет за годината, {kept.locator}; този е пропуснат. "
            "Не се изисква действие.",
        ))  # fmt: skip
    return latest


def _record(raw: Raw, key: str, reports: list[Row]) -> Record:
    newest, names = reports[0], _names(reports)
    company_number, activities, address = (newest.pop(told) for told in ("CompanyNumber", "SicCodes", "Address"))
    record = Record(
        key=key,
        locator=newest.locator,
        names=names,
        identifiers=[] if company_number is None else [("gb_crn", company_number)],
        unit_kind="legal_unit",
        country="GB",
        address=address,
        nace_code=activities,
        nace_version="uk_sic_2007",
        nace_origin="declared",
        figures=[figure for report in reports for figure in _figures(report)],
    )
    for report in reports:  # older ones repeat what the newest says
        for column in ("CompanyNumber", "SicCodes", "Address"):
            report.pop(column, None)
        raw.audit(report, ignore=_UNREAD)
    return record


def _names(reports: list[Row]) -> list[Name]:
    """The present name; names that a report was filed under are aliases."""
    current = reports[0].required("CurrentName")
    filed = [report.required("EmployerName") for report in reports]
    for report in reports[1:]:
        report.pop("CurrentName")
    former = dict.fromkeys(name for name in filed if name != current)
    return [Name(text=current, language="en"), *(Name(text=name, language="en", kind="alias") for name in former)]


def _figures(report: Row) -> Iterator[Figure]:
    """Employees at the snapshot date, which is a year before the report is due.

    Source: Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, reg. 1 and 2; for public bodies the
    Specific Duties Regulations 2017. The service prints the day after the last one allowed: a report due on 2020/04/05
    tells of 5 April 2019.
    """
    due, submitted, band = report.required("DueDate"), report.required("DateSubmitted"), report.required("EmployerSize")
    if band != _NO_BAND:
        year = str(int(due[:4]) - 1)
        yield Figure(
            measure="headcount", period=year, value=band, unit="persons", basis="point",
            observed_on=f"{year}{due[4:10].replace('/', '-')}", locator=report.locator,
            publication=Publication(
                ref=report.locator, title="Gender pay gap report", published_on=submitted[:10].replace("/", "-")
            ),
        )  # fmt: skip
