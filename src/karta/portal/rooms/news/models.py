"""Pages and news items, each once per language; their published texts; what editors decided about names in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from karta.portal.rooms.news import texts
from karta.portal.rooms.news.blocks import BodyBlock
from karta.portal.rooms.news.editing import ContentPageForm
from karta.vocab.dates import NotADate, parse_date

DATE_LENGTH = len("2024-06-20")
# Wagtail calls its pages to be shown and published. Views and services stand above models: apps.py puts them here.
hands: dict[str, Callable[..., Any]] = {}


class HomePage(Page):
    """The root of one language: what hangs below it has addresses under /bg/ or /en/."""

    max_count_per_parent = 1
    search_auto_update = False  # nobody looks for it
    parent_page_types: ClassVar = []
    subpage_types: ClassVar = ["news.NewsIndexPage", "news.StandingPage"]
    promote_panels: ClassVar = []
    settings_panels: ClassVar = []

    def serve(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return hands["list"](request)


class NewsIndexPage(Page):
    """The place of the news items of one language."""

    max_count_per_parent = 1
    search_auto_update = False
    parent_page_types: ClassVar = ["news.HomePage"]
    subpage_types: ClassVar = ["news.NewsItem"]
    promote_panels: ClassVar = []
    settings_panels: ClassVar = []

    def serve(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return hands["list"](request)


class ContentPage(RoutablePageMixin, Page):
    """What news items and standing pages share: a body, the reason of the last change, the state as a translation."""

    summary = models.TextField(_("summary"), max_length=600, blank=True, help_text=_("One or two sentences."))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    change_reason = models.CharField(
        _("reason of the change"), max_length=300, blank=True,
        help_text=_("Needed when a published text changes: readers see it beside the text as it was."),
    )  # fmt: skip
    # The number of the version of the other language's text that this one translates; None for an original.
    translates_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    search_words = models.TextField(blank=True, editable=False)  # matching.names.search_key of every text

    search_auto_update = False  # listeners.py does it at once instead of by a task
    base_form_class = ContentPageForm
    promote_panels: ClassVar = [FieldPanel("slug")]
    settings_panels: ClassVar = []
    search_fields: ClassVar = [*Page.search_fields, index.AutocompleteField("search_words")]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.search_words = texts.search_words(self)
        return super().save(*args, **kwargs)

    def source_version(self) -> int | None:
        """The number of the newest published text of the page that this one translates."""
        return (
            Version.objects.filter(page__translation_key=self.translation_key)
            .exclude(page_id=self.pk)
            .aggregate(models.Max("number"))["number__max"]
        )

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> None:
        """Publish a revision: refused with checks.PublicationRefused; else its text becomes a version."""
        hands["publish"](
            revision=revision, by=user, publish=lambda: super(ContentPage, self).publish(revision, user=user, **kwargs)
        )

    @path("")
    def shown(self, request: HttpRequest) -> HttpResponse:
        return hands["page"](request, self)

    @path("versions/")
    def versions_shown(self, request: HttpRequest) -> HttpResponse:
        return hands["versions"](request, self)

    @path("versions/<int:number>/")
    def version_shown(self, request: HttpRequest, number: int) -> HttpResponse:
        return hands["version"](request, self, number)


class NewsItem(ContentPage):
    """One item of news in one language. Dates are of year, month or day precision, or unknown."""

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        HIGHLIGHT = "highlight", _("highlight")
        CALL = "call", _("call")
        EVENT = "event", _("event notice")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    date = models.CharField(
        _("date"), max_length=DATE_LENGTH, blank=True,
        help_text=_("2024-06-20, or 2024-06 or 2024 where no more is known; empty where nothing is."),
    )  # fmt: skip
    date_as_written = models.CharField(_("date as written in the source"), max_length=80, blank=True)
    is_pinned = models.BooleanField(_("pinned"), default=False, help_text=_("Stands before the dated items."))
    sort_day = models.DateField(null=True, blank=True, editable=False, db_index=True)  # the last day that `date` allows

    parent_page_types: ClassVar = ["news.NewsIndexPage"]
    subpage_types: ClassVar = []
    content_panels: ClassVar = [
        FieldPanel("title"),
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("date"), FieldPanel("date_as_written"), FieldPanel("is_pinned")],
            heading=_("Kind and date"),
        ),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("change_reason"), FieldPanel("matches_source")], heading=_("Change")),
    ]
    search_fields: ClassVar = [*ContentPage.search_fields, index.FilterField("kind")]

    class Meta:
        verbose_name = _("news item")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        try:
            self.sort_day = parse_date(self.date).end if self.date else None
        except NotADate:  # a draft may be half written; publication refuses it
            self.sort_day = None
        return super().save(*args, **kwargs)


class StandingPage(ContentPage):
    """A page that stays: about, membership, privacy."""

    parent_page_types: ClassVar = ["news.HomePage", "news.StandingPage"]
    subpage_types: ClassVar = ["news.StandingPage"]
    content_panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("change_reason"), FieldPanel("matches_source")], heading=_("Change")),
    ]
    show_in_menus_default = True

    class Meta:
        verbose_name = _("standing page")


class Version(models.Model):
    """The text of a page as it was published. The first has no reason; the page's own text is the last one."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    lines = models.JSONField()  # [{"kind": …, "text": …}], texts.Line
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("page", "number"), name="one_version_of_a_number"),)

    def __str__(self) -> str:
        return f"version {self.number} of page {self.page_id}"


class NameDecision(models.Model):
    """Whom an editor takes a name to mean in one item, in whichever language: an organisation, or "" for none."""

    item = models.UUIDField(db_index=True)  # Page.translation_key
    key = models.CharField(max_length=300)  # matching.names.search_key of the name
    org_id = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "key"), name="one_decision_of_a_name"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.org_id or 'none'}"


class Mention(models.Model):
    """A published page that names an organisation, under one of its written names."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="mentions")
    org_id = models.CharField(max_length=40, db_index=True)
    written = models.CharField(max_length=300)  # the name as the text writes it
    line = models.TextField()  # the line that it stands in

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("page", "org_id"), name="one_mention_of_an_organisation"),)

    def __str__(self) -> str:
        return f"{self.org_id} on page {self.page_id}"
