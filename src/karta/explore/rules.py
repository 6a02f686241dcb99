"""The twelve lines by which one claim is shown: ARCHITECTURE §3b, in words for readers, both languages.

The lines are applied in order by the build; a proof names those that removed a claim.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: a name of a few words, and what it does."""

    line: str
    title_bg: str
    title_en: str
    text_bg: str
    text_en: str


def _rules(*rows: tuple[str, str, str, str]) -> dict[str, Rule]:
    return {str(line): Rule(str(line), *row) for line, row in enumerate(rows, start=1)}


RULES = _rules(
    (
        "Само действащи твърдения",
        "Only claims that stand",
        "Отпадат оттеглените, непроверените и непубличните твърдения и тези, които същият източник е заменил.",
        "Out: claims that were withdrawn, not verified, not public, or replaced by the same source's newer version.",
    ),
    (
        "Решение на човек",
        "A person's decision",
        "Решение „предпочети“ или „добави“ печели, докато твърдението му съществува и няма по-късно официално за "
        "същия период; тогава се връща за преглед.",
        "A decision to prefer or to add wins until its claim vanishes or an official claim for that period arrives "
        "later; then it returns to the queue.",
    ),
    (
        "Период",
        "Period",
        "При избрана година се ползва само тя. Иначе се гледа целият прозорец от R−4 до R+1, където R е последната "
        "пълна календарна година преди най-новите данни, и се показва най-новата година. Ако в прозореца няма нищо, "
        "показва се най-новата по-стара година като остаряла. От няколко наблюдения в една година: най-късното.",
        "With a chosen year only that year is used. Otherwise the whole window from R−4 to R+1 is looked at, R being "
        "the last full calendar year before the newest data, and the newest year is shown. Where the window holds "
        "nothing, the newest older year is shown as outdated. Of several observations in one year: the latest.",
    ),
    (
        "Цялото пред частта",
        "The whole before a part",
        "Твърдение за цялата организация е пред твърдение за част от нея (например само лекарите). От частично "
        "твърдение филтрите ползват само долната граница.",
        "A claim on the whole organisation comes before one on a part of it (only the doctors, say). Of a partial "
        "claim, filters use the lower bound only.",
    ),
    (
        "Индивидуален или консолидиран отчет",
        "Individual or consolidated accounts",
        "При правна единица индивидуалните твърдения и тези без посочен обхват са една редица, в една година първо "
        "индивидуалното; консолидираното се показва само ако в прозореца няма друго. При група консолидираното е "
        "пред неуточненото, а индивидуално не се показва.",
        "For a legal unit, individual claims and those of unstated scope are one series, the individual one first "
        "within a year; a consolidated one is shown only where the window has nothing else. For a group, "
        "consolidated comes before unstated, and an individual one is never shown.",
    ),
    (
        "Какво точно е измерено",
        "What exactly was measured",
        "Печалба: нетна, после преди данъци, после за собствениците. Наети: средногодишно, после към дата. "
        "Приходи: всички приходи; оборот: нетни продажби; активи: към дата. Непосоченото се присъединява към "
        "най-доброто посочено, а в една година посоченото е първо.",
        "Profit: net, then before tax, then attributable to the owners. Employees: annual average, then at a date. "
        "Revenue: all income; turnover: net sales; assets: at a date. What is not stated joins the best stated one; "
        "within a year the stated one comes first.",
    ),
    (
        "Ранг на източника",
        "Rank of the source",
        "Отворена граница („над 300“) не печели срещу крайно твърдение, с което се застъпва. После решава рангът: "
        "1 подаден отчет в регистър, 2 собствен одитиран отчет, 3 министерство, регулатор или борса, 4 отчет, "
        "прочетен от трето лице, 5 собствен сайт, 6 преса, 7 сайт с пазарни данни, 8 недатирано или вторично копие.",
        'An open bound ("over 300") never beats a finite claim that it overlaps. Then the source\'s rank decides: '
        "1 register filing, 2 own audited report, 3 ministry, regulator or exchange, 4 filing read by a third party, "
        "5 own site, 6 press, 7 market-data site, 8 undated or secondary copy.",
    ),
    (
        "По-тясното, после по-новото",
        "The narrower, then the later",
        "Твърдение, с което се застъпва по-тясно, отпада; от останалите печели по-късно публикуваното, недатираното "
        "е последно; после подадената мерна единица е пред превърнатата.",
        "A claim that a narrower one overlaps is out; of the rest the latest publication wins, undated last; then "
        "the unit as filed comes before a converted one.",
    ),
    (
        "Равенство и несъгласие",
        "Ties and disagreement",
        "При пълно равенство решава редът на източника и мястото в него. Несъгласие има, когато изгубило твърдение "
        "за същата година, със същия обхват и основа, не се застъпва с показаното.",
        "A full tie is settled by source and position in it. There is a disagreement where a losing claim of the "
        "same year, alike in scope and basis, does not overlap the one shown.",
    ),
    (
        "Филтри по два показателя",
        "Filters on two measures",
        "Филтри по два показателя може да ползват две години и етикетите ги отпечатват; отношения и изменения "
        "ползват една година или нищо. Един отказ изключва реда; иначе неизвестно е пред остаряло, друга валута, "
        "неопределено и съвпадение.",
        "Filters on two measures may use two years, and the chips print them; ratios and changes use one year or "
        "nothing. One refusal refuses the row; otherwise unknown comes before outdated, other currency, undecided "
        "and match.",
    ),
    (
        "Редица без скрита смяна",
        "A series without a silent switch",
        "Начертана редица никога не сменя обхвата или основата незабелязано: при смяна линията се прекъсва.",
        "A drawn series never switches scope or basis silently: a switch breaks the line.",
    ),
    (
        "Сборове и дялове",
        "Sums and shares",
        "Сборове, дялове, медиани и подредби ползват правни единици с индивидуален или непосочен обхват и крайни "
        "граници, по средата им. Консолидираните числа се показват при своята организация с етикет „група“; "
        "до всеки сбор стои броят на оставените извън него.",
        "Sums, shares, medians and ranks use legal units of individual or unstated scope with finite bounds, by "
        "their middle. Consolidated figures stand on their organisation, marked group; beside each sum stands the "
        "number left out of it.",
    ),
)
ONLY_CLAIM = Rule(
    "1",
    "Единствено твърдение",
    "The only claim",
    "За тази година има само едно твърдение.",
    "There is one claim for this year.",
)


def rules_applied(lines: str | None) -> list[Rule]:
    """The rules of `figures.year_rule` or `shown_rule`: "5,8" gives lines 5 and 8; "1": there was one claim."""
    if lines == "1":
        return [ONLY_CLAIM]
    return [RULES[line] for line in (lines or "").split(",") if line in RULES]
