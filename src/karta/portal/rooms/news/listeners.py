"""What happens when Wagtail does something: audit lines, the state of a translation; what other apps ask."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from modelsearch import index
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.signals import copy_for_translation_done

from karta.portal.directory import mentions, publications
from karta.portal.platform import audit, sitemaps
from karta.portal.rooms.news import queries, tasks
from karta.portal.rooms.news.models import ContentPage, NewsItem, StandingPage


def listen() -> None:
    """Once, when the app is ready."""
    post_save.connect(_audit, sender=PageLogEntry, dispatch_uid="news.audit.page")
    post_save.connect(_audit, sender=ModelLogEntry, dispatch_uid="news.audit.model")
    copy_for_translation_done.connect(_translation_begins, dispatch_uid="news.translation")
    for model in (NewsItem, StandingPage):
        post_save.connect(_index, sender=model, dispatch_uid=f"news.index.{model.__name__}")
        post_delete.connect(_forget, sender=model, dispatch_uid=f"news.forget.{model.__name__}")
    mentions.PROVIDERS.append(queries.mentions_of)
    publications.AFTER.append(tasks.find_names_again.enqueue)
    sitemaps.PARTS["news"] = queries.sitemap


def _audit(instance: Any, created: bool, **_arguments: Any) -> None:
    """Every write through Wagtail leaves a line in the portal's own log too; what the first start makes is nobody's."""
    if not created or instance.user is None:
        return
    name = (
        f"page {instance.page_id}"
        if isinstance(instance, PageLogEntry)
        else f"{instance.content_type.model}:{instance.object_id}"
    )
    with transaction.atomic():
        audit.record(f"pages.{instance.action}", target=name, by=instance.user, at=instance.timestamp)


def _translation_begins(source_obj: Any, target_obj: Any, **_arguments: Any) -> None:
    """A copy for translation is of the newest published text; it is a draft until a person has translated it."""
    if isinstance(target_obj, ContentPage):
        newest = source_obj.versions.first()
        target_obj.translates_version = newest.number if newest else 0
        target_obj.change_reason = ""
        type(target_obj).objects.filter(pk=target_obj.pk).update(
            translates_version=target_obj.translates_version, change_reason=""
        )


def _index(instance: Any, **_arguments: Any) -> None:
    """A text is found as soon as it is published."""
    index.insert_or_update_object(instance)


def _forget(instance: Any, **_arguments: Any) -> None:
    index.remove_object(instance)
