"""Reads: the list of news, one item beside its other language, texts that are stale or missing, search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _
from wagtail.models import Page

from karta.matching.names import search_key
from karta.portal.directory import mentions
from karta.portal.directory.ids import known
from karta.portal.platform.public_state import kept, kept_each
from karta.portal.platform.sitemaps import Entry
from karta.portal.platform.suppressed import hidden
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.news import texts
from karta.portal.rooms.news.models import ContentPage, Mention, NewsItem, StandingPage, Uncertain, Version
from karta.snapshot.reader import Snapshot

ROOM = "news"
LANGUAGES = ("bg", "en")
LONGEST_SEARCH = 200
WEIGHED = 300  # pages of one search, half of them in each language
HOME_DEPTH = 2  # of the root of one language in the tree


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter of the list; "" asks for nothing. languages: bg | en | both."""

    kind: str = ""
    languages: str = ""
    year: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list in the reader's language, or in the other one where it has none."""

    item: NewsItem
    language: str
    address: str
    is_in_both: bool
    is_stale: bool
    organisations: list[dict[str, Any]]


def items(language: str, asked: Asked) -> QuerySet[NewsItem]:
    """Published items that match: pinned ones first, then by date, undated last. Each thing once, in the reader's
    language where it has that; `is_in_both`, `newest_version` of the other language's text."""
    others = NewsItem.objects.live().filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
    found = (
        NewsItem.objects.live()
        .select_related("locale")
        .annotate(is_in_both=Exists(others), newest_version=_newest_version())
        .filter(Q(locale__language_code=language) | Q(is_in_both=False))
        .order_by(*NewsItem.IN_ORDER, "-first_published_at", "-pk")
        .defer("body", "search_words")
    )
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.languages == "both":
        found = found.filter(is_in_both=True)
    elif asked.languages:
        found = found.filter(Q(locale__language_code=asked.languages) | Q(is_in_both=True))
    if asked.year:
        found = found.filter(date__startswith=asked.year)
    if asked.organisation:
        named = Mention.objects.filter(org_id=asked.organisation).values("page_id")
        keys = NewsItem.objects.filter(pk__in=named).values("translation_key")
        found = found.filter(translation_key__in=keys)
    return found


def ordered(language: str, asked: Asked) -> list[int]:
    """Keys of all items that match, in the order of the list; asked once a state of the portal: a late page of a long
    list would sort all that stands before it."""
    return kept(f"news.ordered {language} {asked}", lambda: list(items(language, asked).values_list("pk", flat=True)))


def held(language: str, keys: Sequence[int]) -> list[NewsItem]:
    """The items of these keys in their order; each is asked for once a state of the portal."""
    named = {str(key): key for key in keys}
    return list(
        kept_each(f"news.held {language}", named, lambda missing: _held(language, map(named.get, missing))).values()
    )


def _held(language: str, keys: Iterable[int | None]) -> dict[str, NewsItem]:
    return {str(item.pk): item for item in items(language, Asked()).order_by().filter(pk__in=list(keys))}


def _newest_version() -> Subquery:
    versions = Version.objects.filter(page__translation_key=OuterRef("translation_key")).exclude(page=OuterRef("pk"))
    return Subquery(versions.order_by("-number").values("number")[:1])


def is_stale(page: Any, newest_version: int | None) -> bool:
    """Whether the text that this one translates was changed since."""
    return (
        page.translates_version is not None and newest_version is not None and newest_version > page.translates_version
    )


def listed(snapshot: Snapshot | None, found: Iterable[NewsItem]) -> list[Listed]:
    """Rows of the list with their addresses and the organisations named; two queries, however many there are."""
    held = list(found)
    named = _organisations(snapshot, [item.pk for item in held])
    return [
        Listed(
            item, item.locale.language_code, address(item), item.is_in_both, is_stale(item, item.newest_version),
            named.get(item.pk, []),
        )
        for item in held
    ]  # fmt: skip


def _organisations(snapshot: Snapshot | None, pages: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Page → the organisations that it names; each page is asked about once a state of the portal."""
    name = f"news.named {snapshot and snapshot.name}"
    held = kept_each(name, map(str, pages), lambda keys: _named(snapshot, [int(key) for key in keys]))
    return {int(key): told for key, told in held.items()}


def _named(snapshot: Snapshot | None, pages: list[int]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {str(page): [] for page in pages}
    told = list(Mention.objects.filter(page_id__in=pages))
    names = organisation_names(snapshot, {one.org_id for one in told})
    for one in told:
        name = names.get(one.org_id)
        if name is not None:  # an organisation that the map has no longer has no page
            found[str(one.page_id)].append({"org_id": one.org_id, "name": name, "written": one.written})
    return found


def organisations_of(snapshot: Snapshot | None, page: ContentPage) -> list[dict[str, Any]]:
    """Organisations that one page names: org_id, name in both languages, as written."""
    return _organisations(snapshot, [page.pk]).get(page.pk, [])


def organisation_names(snapshot: Snapshot | None, org_ids: set[str]) -> dict[str, dict[str, str | None]]:
    """Both names of these organisations, of those that the snapshot has under this very id."""
    if snapshot is None:
        return {}
    held = kept_each(f"news.names {snapshot.name}", sorted(org_ids), lambda missing: _names(snapshot, missing))
    return {org_id: name for org_id, name in held.items() if name is not None}


def _names(snapshot: Snapshot, org_ids: list[str]) -> dict[str, dict[str, str | None] | None]:
    found = known(snapshot, org_ids)
    return {one: found[one].name if one in found and found[one].org_id == one else None for one in org_ids}


def years() -> list[str]:
    """Years that items are dated to, newest first; asked once a state of the portal."""
    return kept("news.years", _years)


def _years() -> list[str]:
    dated = NewsItem.objects.live().exclude(date="").order_by()
    return sorted(dated.values_list(Left("date", 4), flat=True).distinct(), reverse=True)


def organisations(snapshot: Snapshot | None, language: str) -> list[tuple[str, str]]:
    """Organisations that some published item names with their names in a language, or else in the other one, in
    order; asked once a state of the portal and snapshot."""
    return kept(f"news.organisations {snapshot and snapshot.name} {language}", lambda: _to_choose(snapshot, language))


def _to_choose(snapshot: Snapshot | None, language: str) -> list[tuple[str, str]]:
    org_ids = set(Mention.objects.filter(page__live=True).order_by().values_list("org_id", flat=True).distinct())
    named = organisation_names(snapshot, org_ids)
    in_order = sorted(named, key=lambda org_id: named[org_id]["bg"] or named[org_id]["en"] or "")
    return [(org_id, named[org_id][language] or in_language(named[org_id])) for org_id in in_order]


def kinds() -> list[tuple[str, str, str]]:
    """The kinds with what each means: the legend."""
    meanings = {
        NewsItem.Kind.NEWS: _("what happened"),
        NewsItem.Kind.HIGHLIGHT: _("what the cluster is proud of"),
        NewsItem.Kind.CALL: _("an invitation to apply, with its deadline"),
        NewsItem.Kind.EVENT: _("what will take place, and where"),
    }
    return [(kind.value, str(kind.label), meanings[kind]) for kind in NewsItem.Kind]


def other_language(page: Page) -> Page | None:
    """The published page of the same thing in the other language; `newest_version`: of its texts."""
    newest = Version.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")[:1]
    found = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    found = found.select_related("locale").only("title", "url_path", "translation_key", "locale__language_code")
    return found.annotate(newest_version=Subquery(newest)).first()


def address(page: Page) -> str:
    """The path of a page: its tree's path behind its language. No query, unlike Wagtail's own."""
    return _address(page.locale.language_code, page.url_path)


def _address(language: str, url_path: str) -> str:
    return f"/{language}/{url_path.split('/', 2)[2]}"


def published() -> list[Any]:
    """Every published item and standing page, newest first."""
    found = [page for model in (NewsItem, StandingPage) for page in model.objects.live().select_related("locale")]
    return sorted(found, key=lambda page: page.last_published_at, reverse=True)


def versions_of(page: ContentPage) -> QuerySet[Version]:
    """Published texts of a page, newest first."""
    return Version.objects.filter(page_id=page.pk)


def item_at(language: str, slug: str) -> NewsItem | None:
    """The public item under an address. One query; Wagtail goes down the tree with seven."""
    return NewsItem.objects.live().filter(locale__language_code=language, slug=slug).select_related("locale").first()


def above(page: ContentPage) -> list[Page]:
    """The pages that one stands under, but the root of its language; asked once a state of the portal."""
    parent = page.path[: -page.steplen]
    return kept(
        f"news.above {parent}",
        lambda: list(page.get_ancestors().filter(depth__gt=HOME_DEPTH).select_related("locale")),
    )


def menu(language: str) -> list[StandingPage]:
    """Standing pages of a language that are to be offered, in the editors' order. Asked once a state."""
    return kept(f"news.menu {language}", lambda: _menu(language))


def _menu(language: str) -> list[StandingPage]:
    found = StandingPage.objects.live().filter(locale__language_code=language, show_in_menus=True, depth=3)
    found = found.select_related("locale")
    return list(found.order_by("path"))


def search(language: str, text: str, *, limit: int = 20) -> list[Page]:
    """Published pages whose texts have words that begin with those asked for, in whichever alphabet either is written.

    The reader's language first, in it by how much a text says of them. Words that hundreds of pages have tell little of
    each, and take long to weigh: only the newest of these are weighed.
    """
    key = search_key(text[:LONGEST_SEARCH])
    if not key:
        return []
    held = Page.objects.live().filter(Q(newsitem__isnull=False) | Q(standingpage__isnull=False))
    newest = held.order_by("-id").autocomplete(key, operator="and", order_by_relevance=False)[:WEIGHED]
    weighed = Page.objects.filter(pk__in=newest.get_queryset().values("pk")).select_related("locale")
    found = list(weighed.autocomplete(key, operator="and")[: limit * 2])
    if hidden().names is not None:
        found = [page for page in found if _shows(page.specific, key)]
    return sorted(found, key=lambda page: page.locale.language_code != language)[:limit]


def _shows(page: ContentPage, key: str) -> bool:
    """Whether readers see what was asked for: a text that holds a name which must not be shown is not found by it."""
    shown = texts.search_words(page).split()
    return all(any(word.startswith(asked) for word in shown) for asked in key.split())


def mentions_of(org_ids: list[str]) -> list[mentions.Mention]:
    """What directory.mentions asks this room. Only what is shown is read: bodies are long, and an organisation may
    stand in hundreds."""
    found = Mention.objects.filter(org_id__in=org_ids, page__live=True).values_list(
        "page__translation_key", "page__locale__language_code", "page__title", "page__url_path", "line", "written",
        "page__newsitem__date", "page__newsitem__sort_day",
    )  # fmt: skip
    return [
        mentions.Mention(ROOM, str(key), code, title, _address(code, path), line, written, date or "", day)
        for key, code, title, path, line, written, date, day in found
    ]


def sitemap() -> list[Entry]:
    """Every published page in the languages that it exists in, and the list itself."""
    found = Page.objects.live().filter(Q(newsitem__isnull=False) | Q(standingpage__isnull=False))
    columns = ("translation_key", "locale__language_code", "url_path", "last_published_at")
    paths: dict[Any, dict[str, str]] = {}
    days: dict[Any, datetime] = {}
    for key, code, path, at in found.order_by("-last_published_at", "pk").values_list(*columns):
        paths.setdefault(key, {})[code] = _address(code, path)
        days.setdefault(key, at)
    pages = [Entry(dict(sorted(held.items())), f"{days[key]:%Y-%m-%d}") for key, held in paths.items()]
    return [Entry({code: f"/{code}/news/" for code in LANGUAGES}), *pages]


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A page whose text in `language` is missing or stale. `page`: the stale one, or the one without a translation."""

    page: Page
    language: str
    is_stale: bool
    is_draft: bool  # a translation is being written
    source: Page


def untranslated() -> QuerySet[Page]:
    """Published pages that lack the other language, or that translate an older text than its newest, in their order.

    `is_alone`: the other language has nothing public.
    """
    others = Page.objects.live().filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
    texts_only = Q(newsitem__isnull=False) | Q(standingpage__isnull=False)
    translates = Coalesce("newsitem__translates_version", "standingpage__translates_version")
    found = Page.objects.live().filter(texts_only).select_related("locale")
    found = found.annotate(is_alone=~Exists(others), translates=translates, newest_version=_newest_version())
    return found.filter(Q(is_alone=True) | Q(newest_version__gt=F("translates"))).order_by("path")


def untranslated_rows(pages: Iterable[Page]) -> list[Untranslated]:
    """Rows of the board for some of `untranslated`, each with the other language's page; one query."""
    held = list(pages)
    both = Page.objects.filter(translation_key__in=[page.translation_key for page in held]).select_related("locale")
    others = {(page.translation_key, page.locale.language_code): page for page in both}
    found = []
    for page in held:
        code = page.locale.language_code
        other = others.get((page.translation_key, "en" if code == "bg" else "bg"))
        if page.is_alone:
            found.append(Untranslated(other or page, "en" if code == "bg" else "bg", False, other is not None, page))
        elif other is not None:
            found.append(Untranslated(page, code, True, False, other))
    return found


def undecided() -> QuerySet[Page]:
    """Published pages with names that wait for a decision."""
    waiting = Uncertain.objects.filter(page=OuterRef("pk"))
    return Page.objects.live().filter(Exists(waiting)).select_related("locale").order_by("-last_published_at", "pk")


def waiting_names(page: Page) -> list[str]:
    """Names of one published text that wait for a decision, as written."""
    return list(Uncertain.objects.filter(page_id=page.pk).values_list("written", flat=True))
