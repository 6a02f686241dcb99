"""What a person reads of places that are not known."""

from __future__ import annotations

from collections.abc import Sequence

from karta.pipeline.locate.address_place import AddressPlace
from karta.pipeline.tables import Finding

Where = tuple[str, str, str]  # source_id, record_id, locator

_ADDRESS = {
    "ambiguous_place": (
        "{about!r} may be any of {names}; add the municipality or the postcode",
        "„{about}“ може да е всяко от {names}; добавете общината или пощенския код",
    ),
    "bare_village": (
        "{about!r} is a village, {names}, or a quarter of that name; write с. before it or add the municipality",
        "„{about}“ е село, {names}, или квартал с това име; пишете „с.“ пред него или добавете общината",
    ),
    "unknown_place": (
        "{about!r} is no place of Bulgaria; correct it",
        "„{about}“ не е място в България; поправете го",
    ),
    "no_place": (
        "it names no settlement; add it",
        "не се казва населено място; добавете го",
    ),
    "place_contradiction": (
        "{about!r}: no such settlement lies in that municipality or district; correct one of them",
        "„{about}“: в тази община или област няма такова населено място; поправете едното",
    ),
    "postcode_elsewhere": (
        "{about!r}: the postcode is of another district; correct it or the settlement",
        "„{about}“: пощенският код е на друга област; поправете него или населеното място",
    ),
}
_KEPT = {
    "settlement": ("Until then the record stands at the settlement.", "Дотогава записът стои в населеното място."),
    "municipality": ("Until then the record stands at its municipality.", "Дотогава записът стои в общината."),
    "district": ("Until then the record stands at its district.", "Дотогава записът стои в областта."),
    "country": ("Until then only its country is known.", "Дотогава се знае само държавата."),
}


def unknown_place(where: Where, column: str, value: str, kept: str) -> Finding:
    """A claimed settlement or municipality that is no single place; `kept`: the precision that the record has."""
    source_id, record_id, locator = where
    return Finding(
        source_id=source_id,
        record_id=record_id,
        locator=locator,
        column=column,
        value=value,
        severity="warning",
        code="unknown_place",
        message_en=f"{locator}, {column}: {value!r} is no single place of Bulgaria; correct it or add its district. "
        f"The record stands at its {kept} for now.",
        message_bg=f"{locator}, {column}: {value!r} не е едно-единствено място в България; поправете го или добавете "
        "областта. Дотогава записът стои на по-широкото място, което е известно.",
    )


def address_finding(found: AddressPlace, names: Sequence[str], kept: str, where: Where) -> Finding | None:
    """The problem of an address in words, or None; `names`: its candidates with their municipalities."""
    if found.problem is None:
        return None
    source_id, record_id, locator = where
    english, bulgarian = _ADDRESS[found.problem]
    told = {"about": found.about or "", "names": ", ".join(names) or "—"}
    return Finding(
        source_id=source_id,
        record_id=record_id,
        locator=locator,
        column="address",
        value=found.about,
        severity="warning",
        code=found.problem,
        message_en=f"{locator}, address: {english.format(**told)}. {_KEPT[kept][0]}",
        message_bg=f"{locator}, address: {bulgarian.format(**told)}. {_KEPT[kept][1]}",
    )
