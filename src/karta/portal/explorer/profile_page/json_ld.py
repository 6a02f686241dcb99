"""What a page says to machines: JSON-LD with the words of schema.org. Natural persons are never in it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from karta.explore.groups import Group
from karta.explore.places import GroupProfile
from karta.explore.profile import Profile
from karta.portal.platform.json_ld import Thing, script
from karta.portal.platform.json_ld import known as _known
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab.labels import label

NACE = {"@type": "DefinedTermSet", "name": "NACE Rev. 2",
        "url": "https://ec.europa.eu/eurostat/web/nace"}  # fmt: skip
PLACE_TYPES = {"settlement": "City"}  # the rest are administrative areas
PLACE_SCHEMES = {"region": "NUTS", "settlement": "EKATTE"}
__all__ = ["group", "organisation", "script", "source"]
UNITS = {"headcount": "persons", "fte": "FTE"}


def organisation(request: HttpRequest, found: Profile) -> Thing:
    """schema.org Organization: identifiers, address, employees as of their day."""
    known, labels = found.organisation.attributes, found.organisation.labels
    names = [name for name in (known["name_bg"], known["name_en"]) if name]
    return {
        "@type": "Organization",
        "@id": request.build_absolute_uri(reverse("explorer:organisation", args=[found.organisation.org_id])),
        "name": names[0] if names else found.organisation.org_id,
        "alternateName": names[1:] or None,
        "url": known["website"],
        "leiCode": known["lei"],
        "identifier": [
            _identifier(scheme, value)
            for scheme, value in (("EIK", known["eik"]), ("LEI", known["lei"]), ("ROR", known["ror_id"]))
            if value
        ],
        "foundingDate": str(known["founded_year"]) if known["founded_year"] else None,
        "address": _address(known, labels),
        "numberOfEmployees": _employees(found),
        "knowsAbout": _term(known["nace_code"], labels.get("nace")),
        "sameAs": [address for _name, address in found.register_links],
    }


def group(request: HttpRequest, found: GroupProfile) -> Thing:
    """A place or a defined term, and the data set of its numbers."""
    snapshot = asked_snapshot(request)
    here = request.build_absolute_uri(request.path)
    about = _subject(found, here)
    return {"@graph": [about, _numbers(found, snapshot, here, str(about["@id"]))]}


def source(request: HttpRequest, entry: Thing) -> Thing:
    """schema.org Dataset of one source, as its publisher offers it."""
    licence = entry.get("licence") or {}
    publisher = entry.get("publisher") or {}
    return {
        "@type": "Dataset",
        "@id": request.build_absolute_uri(reverse("explorer:source", args=[entry["source_id"]])),
        "name": entry["title"]["en"],
        "alternateName": entry["title"]["bg"],
        "description": f"{entry['title']['bg']}. {entry.get('attribution') or ''}".strip(),
        "identifier": entry["source_id"],
        "version": str(entry["version"]) if entry.get("version") else None,
        "license": licence.get("url") or licence.get("name"),
        "creditText": entry.get("attribution"),
        "publisher": {"@type": "Organization", "name": publisher.get("name"), "url": publisher.get("page")},
        "dateModified": str(entry["retrieved"]) if entry.get("retrieved") else None,
        "isAccessibleForFree": True,
        "inLanguage": ["bg", "en"],
    }


def _subject(found: GroupProfile, here: str) -> Thing:
    one = found.group
    names = {"name": one.label_bg, "alternateName": one.label_en if one.label_en != one.label_bg else None}
    if one.kind == "place":
        return _known({
            "@type": PLACE_TYPES.get(one.level, "AdministrativeArea"), "@id": f"{here}#place", **names, "url": here,
            "identifier": _identifier(PLACE_SCHEMES.get(one.level, "BG"), one.code),
            "containedInPlace": _above(found.path),
            "geo": None if found.point is None else
            {"@type": "GeoCoordinates", "longitude": found.point[0], "latitude": found.point[1]},
        })  # fmt: skip
    terms = NACE if one.kind == "sector" else {"@type": "DefinedTermSet", "name": "Karta segments"}
    return _known({
        "@type": "DefinedTerm", "@id": f"{here}#term", **names, "url": here, "termCode": one.code,
        "inDefinedTermSet": terms,
    })  # fmt: skip


def _identifier(scheme: str, value: str) -> Thing:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _above(path: list[Group]) -> Thing | None:
    return {"@type": "AdministrativeArea", "name": path[-1].label_bg, "identifier": path[-1].code} if path else None


def _numbers(found: GroupProfile, snapshot: Snapshot, here: str, about: str) -> Thing:
    """The numbers of the page. An unknown sum is left out: a variable without a value is not a zero."""
    said = found.summary
    variables = [{"@type": "PropertyValue", "name": "organisations", "value": said.organisations}]
    for measure in MEASURES:
        told = said.measures[measure].sum
        if told.sum is not None:
            name = f"{label('measure', measure, 'en')}, sum over {told.organisations} organisations"
            unit = UNITS.get(measure, "EUR")
            variables.append({"@type": "PropertyValue", "name": name, "value": told.sum, "unitText": unit})
    years = sorted({one.year for column in found.years.values() for one in column})
    return _known({
        "@type": "Dataset",
        "@id": f"{here}#data",
        "name": f"{found.group.label_en}: {snapshot.manifest['title']['en']}",
        "alternateName": f"{found.group.label_bg}: {snapshot.manifest['title']['bg']}",
        "description": f"Organisations and their public figures: {found.group.label_en}. "
                       f"Data snapshot {snapshot.name}.",
        "about": {"@id": about},
        "url": here,
        "version": snapshot.name,
        "dateModified": str(snapshot.manifest["built_at"]),
        "temporalCoverage": f"{years[0]}/{years[-1]}" if years else None,
        "spatialCoverage": {"@id": about} if found.group.kind == "place" else None,
        "variableMeasured": variables,
        "isBasedOn": [{"@type": "Dataset", "name": one["title"]["en"], "license": (one.get("licence") or {}).get("url")
                       or (one.get("licence") or {}).get("name")} for one in found.sources],
        "inLanguage": ["bg", "en"],
        "isAccessibleForFree": True,
    })  # fmt: skip


def _address(known: Thing, labels: dict[str, tuple[str, str]]) -> Thing | None:
    settlement, district = labels.get("ekatte"), labels.get("district")
    if not (settlement or district or known["country"]):
        return None
    return _known({
        "@type": "PostalAddress",
        "addressLocality": settlement[0] if settlement else None,
        "addressRegion": district[0] if district else None,
        "addressCountry": known["country"],
    })  # fmt: skip


def _employees(found: Profile) -> Thing | None:
    """The shown headcount. Only an exact number has a `value`; an interval, or a part of the firm, has its ends."""
    figure = found.organisation.measures["headcount"]
    if figure.state == "unknown":
        return None
    is_exact = figure.value is not None and figure.min == figure.max == figure.value
    return _known({
        "@type": "QuantitativeValue",
        "value": figure.value if is_exact else None,
        "minValue": None if is_exact else figure.min,
        "maxValue": None if is_exact else figure.max,
        "unitText": "persons",
        "valueReference": {"@type": "PropertyValue", "name": "year", "value": figure.year},
    })  # fmt: skip


def _term(code: str | None, names: tuple[str, str] | None) -> Thing | None:
    if code is None:
        return None
    return _known({"@type": "DefinedTerm", "termCode": code, "name": names[1] if names else None,
                   "inDefinedTermSet": NACE})  # fmt: skip
