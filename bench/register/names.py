"""Names of synthetic companies, and the ways in which the world writes them."""

from __future__ import annotations

from random import Random

from bench.register import words
from karta.vocab.transliteration import transliterate

QUOTES = (("„", "“"), ('"', '"'), ("«", "»"), ("'", "'"))
_LOOKALIKE = str.maketrans("АЕОРСХКМТВН", "AEOPCXKMTBH")
# Spellings before the law of 2009, letter by letter; applied to Cyrillic.
_OLD = {"ж": "j", "й": "j", "х": "h", "ц": "c", "ч": "tch", "ш": "sch", "щ": "scht", "ъ": "u", "ю": "ju", "я": "ja",
        "у": "ou", "в": "w"}  # fmt: skip


def core(rng: Random, town: str) -> str:
    """The name of a company without its legal form, in capitals as the register prints it."""
    draw = rng.random()
    if draw < 0.40:
        name = brand(rng) + (f" {rng.choice(words.COMMON)}" if rng.random() < 0.55 else "")
    elif draw < 0.62:
        name = rng.choice(words.COMMON) + rng.choice(words.SYLLABLES) + rng.choice(words.COMMON)
    elif draw < 0.76:
        name = f"{brand(rng)} {rng.choice(words.WORDS)} {rng.choice(words.NOUNS)}"
    elif draw < 0.86:
        number = rng.choice((7, 21, 77, 99, 2000, 2015, rng.randrange(100)))
        name = f"{brand(rng)}{rng.choice((' ', '-', ' - '))}{number}"
    elif draw < 0.93:
        name = f"{town}{rng.choice(words.TOWN_TRADES)} {brand(rng)}"
    elif draw < 0.97:
        name = f"{rng.choice(words.HOSPITALS)} {rng.choice(words.SAINTS)} - {town}"
    else:
        name = "".join(rng.choice("абвгдеикмнпст") for _ in range(rng.choice((2, 3, 3, 4)))) + f" {brand(rng)}"
    return name.upper()


def brand(rng: Random) -> str:
    """An invented word of two to four syllables."""
    return "".join(rng.choices(words.SYLLABLES, k=rng.choice((2, 3, 3, 4))))


def printed(rng: Random, name: str) -> str:
    """As the register prints it: sometimes in quotation marks, sometimes with Latin letters that look Cyrillic."""
    draw = rng.random()
    if draw < 0.08:
        opening, closing = rng.choice(QUOTES)
        name = f"{opening}{name}{closing}"
    elif draw < 0.11:
        name = lookalikes(rng, name)
    elif draw < 0.12:
        name = name.replace(" ", "  ", 1)
    return name


def lookalikes(rng: Random, name: str) -> str:
    """One or all of the letters that both alphabets share, in Latin."""
    if rng.random() < 0.3:
        return name.translate(_LOOKALIKE)
    at = rng.randrange(len(name))
    return name[:at] + name[at:].translate(_LOOKALIKE)[:1] + name[at + 1 :]


def latin(rng: Random, name: str, form: str) -> str | None:
    """What stands in the field for a foreign spelling: the law's, an older one, an English one, or nothing."""
    draw = rng.random()
    if draw < 0.12:
        return None
    short = words.FORMS[form][2]
    if draw < 0.70:
        return f"{transliterate(name)} {short}" if rng.random() < 0.6 else transliterate(name)
    if draw < 0.90:
        return f"{old_latin(name)} {short}"
    return f"{transliterate(name).title()} {rng.choice(words.FOREIGN)} {'Ltd.' if 'OOD' in short else short}"


def old_latin(name: str) -> str:
    """Latin as it was written before 2009, in capitals."""
    return transliterate("".join(_OLD.get(letter, letter) for letter in name.lower())).upper()


def misspelt(rng: Random, name: str) -> str:
    """One letter lost, doubled, or two changed places."""
    if len(name) < 5:
        return name
    at = rng.randrange(1, len(name) - 2)
    kind = rng.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def person(rng: Random) -> str:
    """Three names that nobody bears."""
    return f"{rng.choice(words.GIVEN)} {rng.choice(words.FATHERS)} {rng.choice(words.FAMILIES)}"


def person_number(rng: Random) -> str:
    """Ten digits that pass the check of an ЕГН, born in 2090–2099: nobody's yet."""
    digits = f"9{rng.randrange(10)}{41 + rng.randrange(12)}{1 + rng.randrange(28):02d}{rng.randrange(1000):03d}"
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6)
    return digits + str(sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 % 10)
