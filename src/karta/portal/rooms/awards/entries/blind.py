"""Whether something names the entrant: for a review without names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from karta.matching.names import normalise_name, search_key

SHORTEST = 3  # letters of a name that is looked for; shorter ones stand in ordinary words
# Providers of mail: their domain names nobody.
OPEN_MAIL = frozenset({"gmail", "abv", "mail", "yahoo", "outlook", "hotmail", "icloud", "proton", "protonmail", "dir"})
key_of_text = search_key.__wrapped__  # whole texts are not worth remembering


def own_names(organisation: Iterable[str | None], person: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """What an entry may not hold: names of the organisation and of the person, the organisation's domain of mail."""
    said = [*(one for one in organisation if one), *person]
    for address in addresses:
        parts = address.rpartition("@")[2].split(".")
        if len(parts) > 1 and parts[-2] not in OPEN_MAIL:
            said.append(parts[-2])
    found = {_core(one): one.strip() for one in reversed(said)}
    return [one for core, one in reversed(found.items()) if len(core.replace(" ", "")) >= SHORTEST]


def names_in(key: str, names: Sequence[str]) -> list[str]:
    """Which of the names stand in a text, given as `key_of_text`: in either alphabet, whatever their case and legal
    form; as whole words, or run together as in an address."""
    words = f" {key} "
    single = set(key.split())
    cores = [(name, _core(name)) for name in names]
    return [name for name, core in cores if f" {core} " in words or core.replace(" ", "") in single]


def _core(name: str) -> str:
    return normalise_name(name).core
