"""The shipped facts: what the cluster's own page says, as data files (shipped_facts/*.yml), written into the directory.

Loading is idempotent. Each object's digest as it was last written is kept (models.Shipped): one that a person changed
or deleted since is left alone, one that left the files goes, all else is brought up to date.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction
from django.utils import timezone

from karta.portal.directory import services
from karta.portal.directory.aliases import shipped as shipped_merges
from karta.portal.directory.claim_ids import claim_id
from karta.portal.directory.models import (
    Body,
    Change,
    Choice,
    Claim,
    Contradiction,
    Edition,
    Mention,
    Project,
    Region,
    Series,
    SeriesEntry,
    Shipped,
    Source,
)
from karta.vocab.numbers import INFINITY, parse_interval

FOLDER = Path(__file__).parent / "shipped_facts"
HOME_PAGE = "home-page"
RECORDS_OF = "bg_hlscb_home_page"  # the source of the snapshot that a `record` of bodies.yml is of, unless `of` says

Facts = dict[str, Any]


class BadFacts(ValueError):
    """A data file says something that cannot be. The message names the file's entry."""


def read(folder: Path = FOLDER) -> Facts:
    """All data files, each under its name without `.yml`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
    return {path.stem: yaml.load(path.read_text("utf-8"), loader) or {} for path in sorted(folder.glob("*.yml"))}  # noqa: S506 - a safe loader


ORDER = "edition_order"  # which edition follows which: written once all of them are there
ENTRY = "series_entry"
KEYS = {"claim": "claim_id"} | dict.fromkeys(
    ("contradiction", "edition", "project", "series", "body", "region", "source"), "code"
)
STAMPS = {"changed_at", "recorded_at"}


@dataclass(slots=True)
class Loaded:
    """One run: counts of `written`, `same`, `kept` (a person's own), `gone`; digests as they were and as they are."""

    shipped: dict[tuple[str, str], str]
    counts: Counter[str] = field(default_factory=Counter)
    written: dict[tuple[str, str], str] = field(default_factory=dict)
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rows(self, kind: str, model: type[models.Model]) -> dict[str, Any]:
        """The objects of a kind by their keys, read once."""
        group = "edition" if kind == ORDER else kind
        if group not in self._rows:
            self._rows[group] = {_key(group, row): row for row in model._default_manager.all()}
        return self._rows[group]


def _key(kind: str, row: Any) -> str:
    return f"{row.series_id}/{row.edition_id}" if kind == ENTRY else str(getattr(row, KEYS[kind]))


@transaction.atomic
def load(facts: Facts, *, at: datetime) -> Counter[str]:
    """Write the facts; how many objects were written, same, kept, gone. Errors: BadFacts, and nothing changes."""
    run = Loaded({(row.kind, row.key): row.digest for row in Shipped.objects.all()})
    told: set[tuple[str, str]] = set()

    def put(kind: str, model: type[models.Model], key: str, values: Facts) -> Any:
        told.add((kind, key))
        return _put(run, kind, model, key, values)

    _names(put, facts, at)
    claims = _claims(put, facts, at)
    _contradictions(put, facts, claims, at)
    shipped_merges.put(facts.get("merges", {}), claims, at)
    _forget(run, set(run.shipped) - told)
    Shipped.objects.bulk_create(
        [Shipped(kind=kind, key=key, digest=digest) for (kind, key), digest in run.written.items()],
        update_conflicts=True, unique_fields=["kind", "key"], update_fields=["digest"],
    )  # fmt: skip
    for edition in Edition.objects.filter(code__in=facts["editions"]):
        before = (edition.starts_on, edition.ends_on, edition.starts_at, edition.ends_at, edition.date_precision)
        services.refresh_dates(edition, at=edition.changed_at)
        after = (edition.starts_on, edition.ends_on, edition.starts_at, edition.ends_at, edition.date_precision)
        run.counts["dates"] += before != after
    return run.counts


def _names(put: Any, facts: Facts, at: datetime) -> None:
    """Sources, regions, bodies, series, editions, projects: what claims are about and who is named."""
    for code, said in facts["sources"].items():
        values = {**_pair("title", said), "address": said.get("address", ""), "retrieved": said.get("retrieved")}
        put("source", Source, code, values)
    for code, said in facts["regions"].items():
        place = {"country": said["country"], "nuts_code": said.get("nuts", "")}
        put(
            "region",
            Region,
            code,
            {**_pair("name", said), **place, "nuts_year": 2024 if place["nuts_code"] else None},
        )
    regions = {one.code: one for one in Region.objects.all()}
    for code, said in facts["bodies"].items():
        put("body", Body, code, _body(said, regions))
    for code, said in facts["series"].items():
        values = {**_pair("name", said), **_pair("about", said.get("about")), "website": said.get("website", "")}
        put("series", Series, code, values)
    for code, said in facts["projects"].items():
        values = {**_pair("name", said), **_pair("about", said.get("about")), "website": said.get("website", "")}
        put("project", Project, code, values | {"changed_at": at})
    for code, said in facts["editions"].items():
        put("edition", Edition, code, _edition(said) | {"changed_at": at})
    editions = {one.code: one for one in Edition.objects.all()}
    series = {one.code: one for one in Series.objects.all()}
    for code, said in facts["editions"].items():
        put("edition_order", Edition, code, {
            "follows": editions.get(said.get("follows")), "part_of": editions.get(said.get("part_of")),
        })  # fmt: skip
        for name, number in said.get("series", {}).items():
            if name in series and code in editions:
                _entry(put, series[name], editions[code], number)


def _entry(put: Any, series: Series, edition: Edition, number: int | None) -> None:
    put(ENTRY, SeriesEntry, f"{series.pk}/{edition.pk}", {"series": series, "edition": edition, "number": number})


def _body(said: Facts, regions: dict[str, Region]) -> Facts:
    record = said.get("record", "")
    return {
        **_pair("name", said), "kind": said.get("kind", Body.Kind.ORGANISATION), "country": said.get("country", ""),
        "region": regions.get(said.get("region")), "website": said.get("website", ""),
        "source_id": said.get("of", RECORDS_OF) if record else "", "record_id": record,
    }  # fmt: skip


def _edition(said: Facts) -> Facts:
    return {
        **_pair("name", said), **_pair("about", said.get("about")), **_pair("place", said.get("place")),
        **_pair("entry", said.get("entry")), "kind": said["kind"], "is_online": said.get("online", False),
        "country": said.get("country", ""), "registration": said.get("registration", ""),
    }  # fmt: skip


def _claims(put: Any, facts: Facts, at: datetime) -> dict[str, Claim]:
    """Every claim with whom it mentions; those that have a local id, by it."""
    about = [(f"edition/{code}", said.get("claims", ())) for code, said in facts["editions"].items()]
    about += [(f"project/{code}", said.get("claims", ())) for code, said in facts["projects"].items()]
    about += list(facts["claims"].items())
    sources = {one.code: one for one in Source.objects.all()}
    bodies = {one.code: one for one in Body.objects.all()}
    known = set(Mention.objects.values_list("claim", "position"))  # a person may have moved it to another body
    local: dict[str, Claim] = {}
    wanted: list[Mention] = []
    for subject, claims in about:
        for said in claims:
            try:
                values = claim_values(subject, said, sources)
            except (KeyError, ValueError) as error:
                raise BadFacts(
                    f"{subject}: {said.get('property')} of {said.get('line') or said.get('source')}: {error!r}"
                ) from error
            values["corrects"] = local.get(said.get("corrects", ""))
            made = put("claim", Claim, values.pop("claim_id"), values | {"recorded_at": at})
            if made is None:  # deleted by a person
                continue
            if "id" in said:
                local[said["id"]] = made
            wanted += [
                Mention(claim=made, body=bodies[code], position=position, as_written=written)
                for position, (code, written) in enumerate(said.get("bodies", {}).items())
                if code in bodies and (made.pk, position) not in known
            ]
    Mention.objects.bulk_create(wanted)
    return local


def claim_values(subject: str, said: Facts, sources: dict[str, Source]) -> Facts:
    """The columns of one claim as a data file writes it. Errors: KeyError, ValueError."""
    kind, _, code = subject.partition("/")
    source = sources[said.get("source", HOME_PAGE)]
    locator = f"line {said['line']}" if "line" in said else ""
    text, method = said.get("says", ""), said.get("method", Claim.Method.AS_PUBLISHED)
    names = "; ".join(said.get("bodies", {})) if not text else ""
    return {
        "claim_id": claim_id(
            source=source.code, subject=subject, property=said["property"], basis=said.get("basis", ""),
            locator=locator, method=method, text=text or names,
        ),
        "subject_kind": kind, "subject_code": code, "property": said["property"], "basis": said.get("basis", ""),
        "as_published": text, "language": said.get("language") or _language(text), "value": said.get("value", ""),
        "unit": said.get("unit", ""), "geography": said.get("geography", ""),
        "state": said.get("state", Claim.State.KNOWN), "method": method, "inferred": said.get("inferred", ""),
        "visibility": said.get("visibility", Claim.Visibility.PUBLIC), "source": source, "locator": locator,
        **_pair("note", said.get("note")), **_number(said), **_dates(said),
    }  # fmt: skip


def _number(said: Facts) -> Facts:
    if "number" not in said:
        return {"value_min": None, "value_max": None, "bound": ""}
    found = parse_interval(said["number"], kind=said.get("kind", "count"))
    return {"value_min": _finite(found.low), "value_max": _finite(found.high), "bound": found.word}


def _finite(value: Decimal) -> Decimal | None:
    return None if abs(value) == INFINITY else value.quantize(Decimal("0.0001"))


def _dates(said: Facts) -> Facts:
    starts, ends = said.get("from"), said.get("to")
    if starts and ends and ends < starts:
        raise ValueError(f"ends on {ends}, before it starts on {starts}")
    at = [time.fromisoformat(said[key]) if key in said else None for key in ("from_time", "to_time")]
    precision = said.get("precision", Claim.Precision.DAY if "from" in said else "")
    return {
        "starts_on": starts, "ends_on": ends, "starts_at": at[0], "ends_at": at[1], "time_zone": said.get("zone", ""),
        "date_precision": precision,
    }  # fmt: skip


def _language(text: str) -> str:
    """Of words by their letters: bg for Cyrillic, en for Latin, "" for digits alone."""
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    if not letters:
        return ""
    return "bg" if cyrillic * 2 >= letters else "en"


def _contradictions(put: Any, facts: Facts, claims: dict[str, Claim], at: datetime) -> None:
    """Contradictions with their claims and, where nobody has chosen yet, the choice that ships."""
    for code, said in facts["contradictions"].items():
        kind, _, subject = said["about"].partition("/")
        unknown = [name for name in said["claims"] if name not in claims]
        if unknown:
            raise BadFacts(f"contradictions.yml {code}: no claim has the id {', '.join(unknown)}")
        made = put("contradiction", Contradiction, code, {
            "requirement": said.get("requirement", ""), "kind": said["kind"], "subject_kind": kind,
            "subject_code": subject, "property": said["property"], **_pair("title", said["title"]),
        })  # fmt: skip
        if made is None:
            continue
        made.claims.add(*[claims[name] for name in said["claims"]])
        preferred = claims.get(said.get("preferred", ""))
        standing = made.choices.filter(undone_at=None).first()
        is_new = standing is None or (standing.claim_id, standing.reason) != (
            preferred and preferred.pk,
            said["reason"],
        )
        if is_new and not made.choices.exclude(by=None).exists():
            services.choose(
                contradiction_id=made.pk, claim_id=preferred and preferred.pk, reason=said["reason"], by=None, at=at
            )


def _pair(column: str, said: Facts | None) -> dict[str, str]:
    return {f"{column}_{language}": (said or {}).get(language, "") for language in ("bg", "en")}


def _put(run: Loaded, kind: str, model: type[models.Model], key: str, values: Facts) -> Any:
    """Create or bring up to date one object; None where a person deleted it."""
    shipped, found = run.shipped.get((kind, key)), run.rows(kind, model).get(key)
    if shipped is not None and (found is None or _digest(found, values) != shipped):
        run.counts["kept"] += 1
        return found
    if found is not None and shipped is None and kind != ORDER:
        run.counts["kept"] += 1  # a person made it under the same name
        return found
    changed = found is None or any(
        name not in STAMPS and _plain(found, name) != _plain_value(value) for name, value in values.items()
    )
    if shipped is not None and not changed:
        run.counts["same"] += 1
        return found
    made = found or model(**({KEYS[kind]: key} if kind in KEYS else {}))
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    run.rows(kind, model)[key] = made
    run.written[kind, key] = _digest(made, values)
    run.counts["written"] += 1
    return made


def _digest(row: models.Model, values: Facts) -> str:
    """Of the columns that the facts write, as the row has them now; stamps of time left out."""
    told = {name: _plain(row, name) for name in sorted(set(values) - STAMPS)}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(row: models.Model, column: str) -> Any:
    return _plain_value(getattr(row, row._meta.get_field(column).attname))


def _plain_value(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.0001")))
    return value.isoformat() if isinstance(value, date | time) else value


MODELS: dict[str, type[models.Model]] = {
    "claim": Claim, "contradiction": Contradiction, "edition": Edition, "project": Project, "series": Series,
    "body": Body, "region": Region, "source": Source,
}  # fmt: skip


def _forget(run: Loaded, left: set[tuple[str, str]]) -> None:
    """What the files no longer hold goes, unless a person chose it or something stands on it."""
    for kind, model in MODELS.items():
        for key in sorted(key for one, key in left if one == kind):
            found = model._default_manager.filter(**{KEYS[kind]: key}).first()
            if found is not None and _stands(found):
                run.counts["kept"] += 1
                continue
            if found is not None:
                found.delete()
                run.counts["gone"] += 1
            Shipped.objects.filter(kind=kind, key=key).delete()


def _stands(found: models.Model) -> bool:
    """Whether a person's choice or change, or another object, needs it."""
    if isinstance(found, Claim):
        is_chosen = (
            Choice.objects.filter(claim=found).exists() or Contradiction.objects.filter(preferred=found).exists()
        )
        return is_chosen or found.changes.exists() or any(_stands(one) for one in found.corrections.all())
    if isinstance(found, Edition | Project | Series) and _is_changed(found):
        return True
    if isinstance(found, Contradiction):
        return found.choices.exclude(by=None).exists()
    if isinstance(found, Body):
        return found.mentions.exists()
    if isinstance(found, Source):
        return found.claims.exists()
    return isinstance(found, Region) and found.bodies.exists()


def _is_changed(found: Edition | Project | Series) -> bool:
    """Whether people entered something about it: it stays although the files no longer hold it."""
    kind = next(kind for kind, model in MODELS.items() if isinstance(found, model))
    return Change.objects.filter(subject_kind=kind, subject_code=found.code).exists()


def load_shipped() -> Counter[str]:
    """Load the files that ship, now."""
    return load(read(), at=timezone.now())
