"""What Wagtail and its translations need: apps, middleware and settings. Nothing here asks another machine."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PAGES_APPS = [
    "karta.portal.rooms.news",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]
PAGES_MIDDLEWARE = [
    "karta.portal.rooms.news.door.EditorsOnly",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
# Markup that an editor may use in a paragraph: what the house style draws, and nothing that loads from elsewhere.
_MARKUP = ["h2", "bold", "italic", "ol", "ul", "link", "document-link"]


def pages_settings() -> dict[str, Any]:
    """Wagtail's settings."""
    return {
        "WAGTAIL_SITE_NAME": "Karta",
        "WAGTAILADMIN_BASE_URL": "",
        "WAGTAIL_I18N_ENABLED": True,
        "WAGTAIL_CONTENT_LANGUAGES": [("bg", _("Bulgarian")), ("en", _("English"))],
        "WAGTAILADMIN_PERMITTED_LANGUAGES": [("bg", _("Bulgarian")), ("en", _("English"))],
        "WAGTAILADMIN_RICH_TEXT_EDITORS": {
            "default": {
                "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
                "OPTIONS": {"features": _MARKUP},
            }
        },
        # A translation starts as a draft that a person writes; the state is tracked by rooms.news.
        "WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE": "simple",
        "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE": False,
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
        "WAGTAIL_ENABLE_WHATS_NEW_BANNER": False,
        "WAGTAIL_GRAVATAR_PROVIDER_URL": None,
        "WAGTAILEMBEDS_FINDERS": [],
        # Accounts are the platform's.
        "WAGTAIL_PASSWORD_MANAGEMENT_ENABLED": False,
        "WAGTAIL_PASSWORD_RESET_ENABLED": False,
        "WAGTAIL_EMAIL_MANAGEMENT_ENABLED": False,
        "WAGTAILIMAGES_EXTENSIONS": ["avif", "gif", "jpg", "jpeg", "png", "webp"],  # never SVG: it may carry a script
        "WAGTAILIMAGES_IMAGE_FORM_BASE": "karta.portal.rooms.news.pictures.PictureForm",
        "WAGTAILIMAGES_MAX_UPLOAD_SIZE": 10 * 1024 * 1024,
        "WAGTAILDOCS_EXTENSIONS": ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"],
        "WAGTAILDOCS_SERVE_METHOD": "serve_view",
        "WAGTAILDOCS_INLINE_CONTENT_TYPES": [],
        "WAGTAILSEARCH_BACKENDS": {"default": {"BACKEND": "wagtail.search.backends.database"}},
        "TAGGIT_CASE_INSENSITIVE": True,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 10_000,  # a long page is a long form
    }
