"""Words of two names laid side by side: what is in both, how sure that is, and what is left over. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from karta.matching import words
from karta.matching.reading import Reading
from karta.matching.tokens import Token

WORDS = ("whole", "name", "type", "qualifier", "topic", "number", "initial", "suffix")
SHORTEST_SLIP = 4  # letters of a word in which a slip of the hand can be told from another word
LEAST_LIKE, LEAST_LIKE_SHORT = 0.75, 0.8  # of words from 6 letters, of shorter ones
KNOWN_BITS = 9.5  # below, a word is so common that one like it is another word, not a slip
UNSEEN_BITS = 13.0  # from here on, a word stands in next to no name
SHORTEST_CUT = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A token of the left name and one of the right that say the same; `how`: word | spelling | joined | slip | short
    | initial | acronym; `likeness` 0–1."""

    left: Token
    right: Token
    how: str
    likeness: float

    @property
    def bits(self) -> float:
        """What the meeting tells: no more than the lesser of the two words."""
        return min(self.left.bits, self.right.bits) * self.likeness


@dataclass(slots=True)
class Alignment:
    """Matches, and the tokens that have none."""

    matches: list[Match] = field(default_factory=list)
    left_over: list[Token] = field(default_factory=list)
    right_over: list[Token] = field(default_factory=list)
    initials_differ: bool = False


def align(left: Reading, right: Reading) -> Alignment:
    """Pair off the words of two names, the surest pairs first; places and countries are not paired here."""
    found = Alignment(
        left_over=[token for token in left.tokens if token.kind in WORDS],
        right_over=[token for token in right.tokens if token.kind in WORDS],
    )
    _pair(found, "word", _same_word)
    _take_apart(found)
    _join(found)
    _pair(found, "spelling", _same_spelling)
    _pair(found, "spelling", _related)
    _pair(found, "slip", _slip)
    _pair(found, "short", _shortened)
    _pair(found, "initial", _initial)
    for short, long, is_left in ((found.left_over, right, True), (found.right_over, left, False)):
        for token in list(short):
            _spell_out(found, token, long, is_left=is_left)
    _forget_named(found, left, right)
    return found


def _pair(found: Alignment, how: str, compare: Callable[[Token, Token], float]) -> None:
    if not (found.left_over and found.right_over):
        return
    candidates = [
        (-likeness, at, to)
        for at, left in enumerate(found.left_over)
        for to, right in enumerate(found.right_over)
        if (likeness := compare(left, right)) > 0
    ]
    gone_left: set[int] = set()
    gone_right: set[int] = set()
    for likeness, at, to in sorted(candidates):
        if at not in gone_left and to not in gone_right:
            gone_left.add(at)
            gone_right.add(to)
            found.matches.append(Match(found.left_over[at], found.right_over[to], how, -likeness))
    found.left_over = [token for at, token in enumerate(found.left_over) if at not in gone_left]
    found.right_over = [token for to, token in enumerate(found.right_over) if to not in gone_right]


def _same_word(left: Token, right: Token) -> float:
    if left.code == right.code or left.key == right.key:
        return 1.0
    return 0.99 * bool(({left.code} | left.also) & ({right.code} | right.also))


def _same_spelling(left: Token, right: Token) -> float:
    if left.kind != "name" or right.kind != "name" or _has_digit(left.key) or _has_digit(right.key):
        return 0.0
    if words.trimmed(left.key) == words.trimmed(right.key):
        return 0.97
    root = words.cognate(left.key)
    if root is not None and root == words.cognate(right.key):
        return 0.95
    return 0.95 * (words.loose(left.key) == words.loose(right.key) and len(left.key) >= SHORTEST_SLIP)


def _related(left: Token, right: Token) -> float:
    """A hospital that its other name calls a clinic."""
    return 0.9 * (left.kind == right.kind == "type" and words.are_one_type(left.code, right.code))


def _slip(left: Token, right: Token) -> float:
    one, other = left.key, right.key
    shorter = min(len(one), len(other))
    if "name" not in (left.kind, right.kind) or shorter < SHORTEST_SLIP or _has_digit(one) or _has_digit(other):
        return 0.0
    likeness = OSA.normalized_similarity(words.loose(one), words.loose(other))
    if left.text.isascii() == right.text.isascii():  # one alphabet; letters swapped may sound like another letter
        likeness = max(likeness, OSA.normalized_similarity(left.text.casefold(), right.text.casefold()))
    if likeness < (LEAST_LIKE if shorter >= 6 else LEAST_LIKE_SHORT):
        return 0.0
    told = [token.bits for token in (left, right) if token.kind == "name"]
    if len(told) == 1:  # of a word that the vocabulary knows a slip is a word that nobody uses
        return likeness if told[0] >= UNSEEN_BITS else 0.0
    if max(told) < KNOWN_BITS:
        return 0.0 if likeness < 0.9 else likeness * 0.8
    return likeness


def _shortened(left: Token, right: Token) -> float:
    """`Ст.` for Стамен, `енерг.` for енергийно, `строите` cut off."""
    for short, long in ((left, right), (right, left)):
        if len(short.key) < len(long.key) and long.key.startswith(short.key) and not _has_digit(short.key):
            if short.is_short and len(short.key) >= 2:
                return 0.8
            if len(short.key) >= SHORTEST_CUT and short.kind == "name":
                return 0.6
    return 0.0


def _initial(left: Token, right: Token) -> float:
    for short, long in ((left, right), (right, left)):
        if (
            short.kind == "initial"
            and long.kind in ("name", "initial")
            and short.key[0] in long.letters | {long.key[0]}
        ):
            return 0.9
    return 0.0


def _has_digit(key: str) -> bool:
    return any(char.isdecimal() for char in key)


def _join(found: Alignment) -> None:
    """Words written together on one side: Good Will and Goodwill, Хюве Фарма and Хювефарма."""
    for is_left in (True, False):
        apart, whole = (found.left_over, found.right_over) if is_left else (found.right_over, found.left_over)
        for long in list(whole):
            run = next((run for run in _runs(apart) if _is_written_as(run, long.key)), None)
            if run is None or long.kind in ("number", "initial"):
                continue
            first = max(run, key=lambda token: token.bits)
            found.matches.append(Match(*((first, long) if is_left else (long, first)), "joined", 1.0))
            whole.remove(long)
            for token in run:
                apart.remove(token)


def _is_written_as(run: list[Token], key: str) -> bool:
    """Whether words in one give a key; Health beside another word may sound otherwise than by itself."""
    apart = "".join(token.key for token in run)
    return apart == key or (
        abs(len(apart) - len(key)) <= len(run) and words.sound("".join(token.text for token in run)) == key
    )


def _take_apart(found: Alignment) -> None:
    """A phrase with a meaning of its own beside its words: `хранителни технологии` beside technologies of food."""
    for is_left in (True, False):
        whole, apart = (found.left_over, found.right_over) if is_left else (found.right_over, found.left_over)
        for long in [token for token in whole if token.code in words.parts_of_phrases()]:
            codes = {token.code: token for token in apart}
            parts = next((p for p in words.parts_of_phrases()[long.code] if all(code in codes for code in p)), None)
            if parts is None:
                continue
            run = [codes[code] for code in parts]
            first = max(run, key=lambda token: token.bits)
            found.matches.append(Match(*((long, first) if is_left else (first, long)), "joined", 1.0))
            whole.remove(long)
            for token in run:
                apart.remove(token)


def _runs(tokens: list[Token]) -> Iterator[list[Token]]:
    for start in range(len(tokens)):
        for end in range(start + 2, min(start + 5, len(tokens)) + 1):
            yield tokens[start:end]


def _spell_out(found: Alignment, token: Token, long: Reading, *, is_left: bool) -> None:
    """One word of letters that begin words of the other name, in order: НКБ, IICT, the ОЗ of СБАЛОЗ."""
    least = 1 if token.kind == "suffix" else 2
    if token.kind not in ("name", "suffix") or not least <= len(token.key) <= 8:
        return
    other = found.right_over if is_left else found.left_over
    runs = _windows(long.tokens, token.key)
    run = next((run for run in runs if 3 * sum(part in other for part in run) >= 2 * len(run)), None)
    if run is None:
        return
    rest = [part for part in run if part in other]
    first = max(rest, key=lambda part: part.bits)
    found.matches.append(Match(*((token, first) if is_left else (first, token)), "acronym", 0.5))
    (found.left_over if is_left else found.right_over).remove(token)
    for part in rest:
        other.remove(part)


def _windows(tokens: tuple[Token, ...], letters: str) -> Iterator[tuple[Token, ...]]:
    """Runs of tokens whose first letters are these, in order; a phrase may give one letter or one of each word."""
    for start in range(len(tokens)):
        end = _spelled(tokens, start, letters)
        if end is not None:
            yield tokens[start:end]


def _spelled(tokens: tuple[Token, ...], at: int, letters: str) -> int | None:
    if not letters:
        return at
    if at == len(tokens):
        return None
    ends = (
        _spelled(tokens, at + 1, letters[len(first) :])
        for first in sorted(tokens[at].letters)
        if letters.startswith(first)
    )
    return next((end for end in ends if end is not None), None)


def _forget_named(found: Alignment, left: Reading, right: Reading) -> None:
    """Initials left over, and an acronym that one side prints beside its own name, say nothing."""
    left_letters, right_letters = ([t for t in s if t.kind == "initial"] for s in (found.left_over, found.right_over))
    used = {id(t) for m in found.matches if m.how == "initial" for t in (m.left, m.right) if t.kind == "initial"}
    is_half = bool(used) and bool(left_letters or right_letters)  # A.M.P. beside Aboneco: the A alone means nothing
    found.initials_differ = bool(left_letters and right_letters) or is_half
    found.left_over = [token for token in found.left_over if token.kind != "initial"]
    found.right_over = [token for token in found.right_over if token.kind != "initial"]
    for over, other in ((found.left_over, right), (found.right_over, left)):
        for token in list(over):
            if token.key in other.acronyms:
                over.remove(token)
                inside = next((part for part in other.tokens if part.kind in WORDS), token)
                found.matches.append(Match(token, inside, "acronym", 0.5))
