"""All addresses. Pages live under /bg/ and /en/; the API has one address for both languages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from karta.portal.config.api import api
from karta.portal.explorer.api.ogc import api as ogc
from karta.portal.explorer.views import embed, sitemap
from karta.portal.platform.api import describe
from karta.portal.rooms.news.urls import PAGES
from karta.portal.rooms.news.views import any_page

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home:page", permanent=False)),
    path("api/v1/docs", describe, {"api": api}, name="api-docs"),
    path("api/v1/", api.urls),
    path("api/ogc/", ogc.urls),
    path("embed/", embed.embed, name="embed"),
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap-index"),
    re_path(r"^sitemap-(?P<name>[a-z]+|[1-9][0-9]{0,4})\.xml$", sitemap.sitemap, name="sitemap"),
    path("oembed", embed.oembed, name="oembed"),
    path("", include("karta.portal.platform.urls_unlocalised")),
    path("", include("karta.portal.operations.urls_unlocalised")),
    path("", include("karta.portal.rooms.news.urls_unlocalised")),
    path("", include("karta.portal.rooms.events.afterwards.urls_unlocalised")),
    *i18n_patterns(
        path("", include("karta.portal.home.urls")),
        path("", include("karta.portal.explorer.urls")),
        path("account/", include("karta.portal.platform.urls")),
        path("account/", include("allauth.urls")),
        path("team/", include("karta.portal.platform.urls_team")),
        path("corrections/", include("karta.portal.directory.urls")),
        path("", include("karta.portal.directory.urls_saved")),
        path("", include("karta.portal.directory.urls_facts")),
        path("", include("karta.portal.directory.aliases.urls")),
        path("", include("karta.portal.directory.public_roles.urls")),
        path("", include("karta.portal.directory.profiles.urls")),
        path("", include("karta.portal.rooms.events.registration.urls")),
        path("", include("karta.portal.rooms.events.urls")),
        path("", include("karta.portal.rooms.events.afterwards.urls")),
        path("", include("karta.portal.rooms.projects.urls")),
        path("", include("karta.portal.rooms.contact.urls")),
        path("", include("karta.portal.rooms.members.urls")),
        path("", include("karta.portal.rooms.investors.urls")),
        path("", include("karta.portal.rooms.awards.urls")),
        path("", include("karta.portal.rooms.spinoffs.urls")),
        path("team/imports/", include("karta.portal.imports.urls")),
        path("team/facts/", include("karta.portal.editing.urls")),
        path("curation/", include("karta.portal.curation.urls")),
        path("", include("karta.portal.engines.review.urls")),
        path("team/operations/", include("karta.portal.operations.urls")),
        path("", include("karta.portal.rooms.news.urls")),
        re_path(PAGES, any_page, name="wagtail_serve"),  # the last
    ),
]

handler400 = "karta.portal.platform.errors.bad_request"
handler403 = "karta.portal.platform.errors.forbidden"
handler404 = "karta.portal.platform.errors.not_found"
handler429 = "karta.portal.platform.errors.too_many"
handler500 = "karta.portal.platform.errors.server_error"
