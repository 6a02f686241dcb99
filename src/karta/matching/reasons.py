"""Why a pair was decided as it was, in words and weights, Bulgarian or English."""

from __future__ import annotations

from karta.matching.features import Evidence
from karta.matching.model import Scored

# Feature → how it is told, Bulgarian and English. {both}, {left}, {right}: the words it is about.
TEXTS = {
    "shared": ("общи думи: {both}", "shared words: {both}"),
    "nothing_left": ("всяка дума се среща и в двете имена", "every word stands in both names"),
    "slips": ("думи, които само си приличат: {slips}", "words that are only alike: {slips}"),
    "both_have_more": ("всяко от имената има дума, която другото няма", "each name has a word that the other has not"),
    "left_on_both": ("и двете имена имат думи, които другото няма: {left} / {right}",
                     "both names have words that the other has not: {left} / {right}"),
    "left_on_one": ("само в едното име: {over}", "in one name only: {over}"),
    "patron_left": ("само едното е с името на патрона: {over}", "only one bears a patron's name: {over}"),
    "company_more": ("от две дружества едното има дума в повече", "of two companies one has a word more"),
    "company_nothing_left": ("две дружества, всяка дума е обща: {both}", "two companies, every word is shared: {both}"),
    "company_shared": ("общи думи на две дружества: {both}", "words that two companies share: {both}"),
    "company_left_on_both": ("и двете дружества имат думи, които другото няма: {left} / {right}",
                             "both companies have words that the other has not: {left} / {right}"),
    "company_left_on_one": ("само в името на едното дружество: {over}", "in the name of one company only: {over}"),
    "company_narrower": ("само едното дружество назовава държава или казва, че е холдинг, група, клон…",
                         "only one company names a country or says that it is a holding, a group, a branch…"),
    "subjects_left": ("предмет, който другото име не назовава", "a subject that the other name does not state"),
    "types_differ": ("различен вид организация", "another type of body"),
    "type_on_one": ("само едното име казва каква е организацията", "only one name says what type of body it is"),
    "numbers_differ": ("различни числа", "different numbers"),
    "number_on_one": ("число само в едното име", "a number in one name only"),
    "initials_differ": ("различни инициали", "different initials"),
    "place_same": ("едно и също населено място", "same settlement"),
    "place_differs": ("различно населено място", "another settlement"),
    "place_on_one": ("населено място само при едното", "a settlement on one side only"),
    "place_unknown": ("име, което се повтаря по градовете, без населено място и от двете страни",
                      "a name that recurs from town to town, without a settlement on both sides"),
    "one_a_town": ("град има само една такава организация", "a town has one such body"),
    "form_same": ("еднаква правна форма", "same legal form"),
    "form_near": ("близка правна форма", "a legal form of the same kind"),
    "form_differs": ("различна правна форма", "another legal form"),
    "site_same": ("един и същ сайт", "same website"),
    "site_differs": ("различен сайт", "another website"),
    "only_acronym": ("общото е само съкращение", "all they share is an acronym"),
    "known_same": ("имена, с които е известна една институция", "names that one public body is known by"),
    "known_differ": ("имена, с които са известни две институции", "names that two public bodies are known by"),
}  # fmt: skip
FORBIDS = {
    "types_differ": ("различният вид", "another type"),
    "numbers_differ": ("различните числа", "different numbers"),
    "place_differs": ("различното място", "another settlement"),
    "only_acronym": ("съкращение, което само не решава", "an acronym, which alone decides nothing"),
    "number_on_one": ("число само в едното име", "a number in one name only"),
    "place_on_one": ("общо име с населено място само при едното", "a common name with a settlement on one side only"),
    "narrower": ("дума, която отличава организации с еднакъв предмет", "a word that tells bodies of one subject apart"),
    "initials_differ": ("различните инициали", "different initials"),
    "only_type": ("само видът на организацията е общ", "only the type of body is shared"),
    "no_word": ("липсата на обща дума", "no word in common"),
    "company_more": ("дума, която само едното дружество има", "a word that only one of two companies has"),
    "company_narrower": ("държава или холдинг само в едното име", "a country or a holding in one name only"),
    "known_differ": ("имената на две известни институции", "the names of two known bodies"),
}
_MOST = 6  # weights that are told


def reason(found: Scored, language: str) -> str:
    """One line: what decided, then evidence with its weight in log-odds, strongest first."""
    which = 0 if language == "bg" else 1
    if found.by_eik:
        same = ("еднакъв ЕИК", "same register number")
        other = ("два различни валидни ЕИК", "two different valid register numbers")
        return (same if found.decision == "same" else other)[which]
    if found.evidence is None:
        return ("поне едно от имената няма дума, която да се сравни", "a name has no word to compare")[which]
    told = [f"{words} ({log_odds:+.1f})" for words, log_odds in shares(found, language)[:_MOST]]
    lead = _lead(found, which)
    return "; ".join([*lead, *told])


def shares(found: Scored, language: str) -> list[tuple[str, float]]:
    """What moved a score, in words, with its weight in log-odds, strongest first; nothing where an id settled it."""
    if found.evidence is None:
        return []
    which = 0 if language == "bg" else 1
    return [(_told(found.evidence, weight.feature, which), weight.log_odds) for weight in found.weights]


def _lead(found: Scored, which: int) -> list[str]:
    if found.part:
        part = (("лявото е част от дясното", "дясното е част от лявото"),
                ("the left is a part of the right", "the right is a part of the left"))[which]  # fmt: skip
        return [part[0 if found.part == "left" else 1]]
    if found.evidence is not None and found.decision == "unsure" and found.evidence.forbids:
        what = ", ".join(FORBIDS[name][which] for name in found.evidence.forbids)
        return [(f"решава човек заради: {what}", f"a person decides because of: {what}")[which]]
    return []


def _told(found: Evidence, feature: str, which: int) -> str:
    text = TEXTS[feature][which]
    left, right = _words([t.text for t in found.left_over]), _words([t.text for t in found.right_over])
    over = ", ".join(filter(None, (left, right)))
    slips = [f"{match.left.text} ~ {match.right.text}" for match in found.matches if match.how == "slip"]
    return text.format(both=_words([_pair(m.left.text, m.right.text) for m in found.matches]), left=left or "–",
                       right=right or "–", over=over or "–", slips=_words(slips))  # fmt: skip


def _pair(left: str, right: str) -> str:
    return left if left.casefold() == right.casefold() else f"{left} = {right}"


def _words(texts: list[str]) -> str:
    return ", ".join(dict.fromkeys(texts))
