from django.urls import path, re_path
from django.views.generic import RedirectView

from karta.portal.explorer.views import changes as change_views
from karta.portal.explorer.views import (
    charts,
    compare,
    embed,
    export,
    feed,
    groups,
    method,
    organisations,
    profile,
    proof,
    report,
    sources,
)
from karta.portal.explorer.views import map as map_views

app_name = "explorer"
urlpatterns = [
    path("map/", map_views.explorer_map, name="map"),
    path("map/proof/", proof.proof_page, name="aggregate_proof"),
    path("map/proof/bars/", proof.bars_page, name="proof_bars"),
    path("map/proof/organisations/", proof.organisations_page, name="proof_organisations"),
    path("map/proof/organisations.csv", proof.organisations_csv, name="proof_csv"),
    path("map/compare/", compare.comparison, name="compare"),
    path("map/compare.csv", compare.comparison_csv, name="compare_csv"),
    path("map/charts/", charts.charts_page, name="charts"),
    path("map/charts.csv", charts.charts_csv, name="charts_csv"),
    path("places/", groups.place_list, name="place_list"),
    path("places/<str:code>/", groups.place, name="place_page"),
    path("sectors/", groups.sector_list, name="sector_list"),
    path("sectors/<str:code>/", groups.sector, name="sector"),
    path("segments/", RedirectView.as_view(pattern_name="explorer:sector_list", query_string=True)),
    path("segments/<str:slug>/", groups.segment, name="segment"),
    path("map/place/", map_views.place, name="place"),
    path("map/embed/", embed.generator, name="embed"),
    re_path(r"^map/feed\.(?P<form>atom|json)$", feed.feed, name="feed"),
    path("map/report/", report.report_page, name="report"),
    path("map/report.pdf", report.report_pdf, name="report_pdf"),
    re_path(r"^map/export\.(?P<form>csv|xlsx|geojson|parquet|zip)$", export.export, name="export"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/suggestions/", organisations.suggestions, name="suggestions"),
    path("organisations/<str:org_id>/", profile.organisation, name="organisation"),
    path("organisations/<str:org_id>/claims.csv", profile.claims_csv, name="claims"),
    path("organisations/<str:org_id>/proof/<str:measure>/<str:year>/", profile.proof_page, name="proof"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<str:source_id>/", sources.source_page, name="source"),
    path("sources/<str:source_id>/findings.csv", sources.findings_csv, name="findings"),
    path("method/", method.method_page, name="method"),
    path("method/note/", method.method_note_page, name="method_note"),
    path("method/note.md", method.method_file, name="method_file"),
    path("changes/", change_views.publication_list, name="publications"),
    path("changes/<str:older>...<str:newer>/", change_views.changes_page, name="changes"),
]
