"""Writes: publication with its checks, versions and mentions; decisions about names; who is in Wagtail's group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from karta.portal.directory.ids import present_id
from karta.portal.platform import audit, gate
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot
from karta.portal.rooms.news import naming, rules, targets, texts
from karta.portal.rooms.news.editing import kept
from karta.portal.rooms.news.models import (
    ContentPage,
    HomePage,
    Mention,
    NameDecision,
    NewsIndexPage,
    Uncertain,
    Version,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from karta.snapshot.reader import Snapshot

TREES = (("bg", "home", "Начало", "Новини"), ("en", "home-en", "Home", "News"))
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
COLLECTION_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
OTHER_PERMISSIONS = ("access_admin", "submit_translation", "add_redirect", "change_redirect", "delete_redirect")


@transaction.atomic
def publish(*, page: ContentPage, save: Callable[[], Any]) -> Any:
    """Save a page whose text becomes public, if it may: then it is a version, and whom it names is known.

    Errors: gate.PublicationRefused, with nothing changed.
    """
    by, at = page.live_revision.user, timezone.now()
    lines = texts.lines(page)
    problems = gate.problems(lines, targets.live(lines))
    before = Version.objects.filter(page_id=page.pk).first()
    is_changed = before is None or before.lines != kept(lines)
    if before and is_changed and not page.change_reason:
        said = _("“%(quote)s”: a published text changes; say why.") % {"quote": page.title}
        problems.append(gate.Problem("reason", page.title, said))
    if problems:
        raise gate.PublicationRefused(problems)
    saved = save()
    if is_changed:
        number = before.number + 1 if before else 1
        reason = page.change_reason if before else ""
        Version.objects.create(page_id=page.pk, number=number, lines=kept(lines), reason=reason, at=at, by=by)
        action = "page.corrected" if before else "page.published"
        audit.record(action, target=f"page {page.pk}", by=by, at=at, version=number, reason=reason)
    find_mentions(page)
    return saved


def find_mentions(page: ContentPage) -> None:
    """Store whom a published page names, as far as that is certain or decided, and which names wait for a decision."""
    try:
        snapshot = current_snapshot()
    except NoSnapshot:
        return
    find_mentions_in(snapshot, [page])


def find_mentions_in(snapshot: Snapshot, pages: list[ContentPage]) -> int:
    """The same for several pages with one look into the map; on how many of them something changed."""
    decisions = _decisions([page.translation_key for page in pages])
    names = naming.named_in_each(snapshot, [texts.lines(page) for page in pages])
    return sum(
        _store_names(snapshot, page, found, decisions.get(page.translation_key, {}))
        for page, found in zip(pages, names, strict=True)
    )


@transaction.atomic
def _store_names(snapshot: Snapshot, page: ContentPage, found: list[naming.Named], decided: dict[str, str]) -> bool:
    """Write what is new: a page whose names are the same is left alone, so that what is kept of it stays kept."""
    told: dict[str, tuple[str, str]] = {}
    for one in found:
        meant = decided.get(one.key)
        org_id = one.org_ids[0] if meant is None and one.is_certain else meant and present_id(snapshot, meant)
        if org_id:
            told.setdefault(org_id, (one.written, one.line))
    waiting = {one.key: one.written for one in found if not one.is_certain and one.key not in decided}
    held = {one.org_id: (one.written, one.line) for one in Mention.objects.filter(page_id=page.pk)}
    asked = dict(Uncertain.objects.filter(page_id=page.pk).values_list("key", "written"))
    if told != held:
        Mention.objects.filter(page_id=page.pk).delete()
        Mention.objects.bulk_create(
            Mention(page_id=page.pk, org_id=org_id, written=written, line=line)
            for org_id, (written, line) in told.items()
        )
    if waiting != asked:
        Uncertain.objects.filter(page_id=page.pk).delete()
        Uncertain.objects.bulk_create(
            Uncertain(page_id=page.pk, key=key, written=written) for key, written in waiting.items()
        )
    return told != held or waiting != asked


def _decisions(items: list[UUID]) -> dict[UUID, dict[str, str]]:
    """What editors decided about names: item → search key → org_id or ""."""
    found: dict[UUID, dict[str, str]] = {}
    for item, key, org_id in NameDecision.objects.filter(item__in=items).values_list("item", "key", "org_id"):
        found.setdefault(item, {})[key] = org_id
    return found


def undecided(snapshot: Snapshot, page: ContentPage) -> list[naming.Named]:
    """Names in a text that may mean an organisation, and that only an editor can decide."""
    decided = _decisions([page.translation_key]).get(page.translation_key, {})
    return [one for one in naming.named(snapshot, texts.lines(page)) if not one.is_certain and one.key not in decided]


@transaction.atomic
def decide_names(*, page: ContentPage, chosen: dict[str, str], by: AbstractBaseUser, at: datetime) -> None:
    """Note whom names of an item mean (key → org_id, "" for nobody) and store its mentions again."""
    for key, org_id in chosen.items():
        NameDecision.objects.update_or_create(
            item=page.translation_key, key=key, defaults={"org_id": org_id, "by": by, "at": at}
        )
        audit.record("name.decided", target=f"page {page.pk}", by=by, at=at, name=key, organisation=org_id)
    for one in Page.objects.live().filter(translation_key=page.translation_key).specific():
        find_mentions(one)


@transaction.atomic
def keep_in_step(user: AbstractBaseUser | AnonymousUser, *, may_edit: bool) -> None:
    """Put an account into Wagtail's group of editors, or out of it, as the role says."""
    if user.groups.filter(name=rules.EDITORS_OF_PAGES).exists() == may_edit:
        return
    group = _group_of_editors()
    if may_edit:
        user.groups.add(group)
    else:
        user.groups.remove(group)
    audit.record("editor.added" if may_edit else "editor.removed", target=user, by=None, at=timezone.now())
    for name in [name for name in vars(user) if name.startswith("_") and name.endswith("perm_cache")]:
        delattr(user, name)


def _group_of_editors() -> Group:
    group, is_new = Group.objects.get_or_create(name=rules.EDITORS_OF_PAGES)
    if is_new:
        root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
        for permission in Permission.objects.filter(
            codename__in=PAGE_PERMISSIONS, content_type__app_label="wagtailcore"
        ):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        for permission in Permission.objects.filter(
            codename__in=COLLECTION_PERMISSIONS, content_type__app_label__in=("wagtailimages", "wagtaildocs")
        ):
            GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
        group.permissions.set(
            Permission.objects.filter(
                codename__in=OTHER_PERMISSIONS,
                content_type__app_label__in=("wagtailadmin", "wagtail_localize", "wagtailredirects"),
            )
        )
    return group


@transaction.atomic
def make_trees() -> None:
    """The roots of both languages and the place of their news, where they are not there yet."""
    if HomePage.objects.count() < len(TREES):
        with disable_reference_index_auto_update():  # else a task for each, which finds that nothing refers to it
            _make_trees()


def _make_trees() -> None:
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, *_ in TREES}
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locales["bg"]))
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    _without_welcome(root)
    keys = (uuid4(), uuid4())
    for code, slug, title, news in TREES:
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title=title, slug=slug, locale=locales[code], translation_key=keys[0]))
        home.add_child(instance=NewsIndexPage(title=news, slug="news", locale=locales[code], translation_key=keys[1]))
    start = HomePage.objects.get(locale=locales["bg"])
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": start})
    Site.clear_site_root_paths_cache()


def _without_welcome(root: Page) -> None:
    """Wagtail's own first page says only that Wagtail is there."""
    for page in root.get_children():
        if page.specific_class in (None, Page) and not page.numchild:
            Site.objects.filter(root_page=page).update(root_page=root)
            page.delete()
