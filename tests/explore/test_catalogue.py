"""The catalogue says what it must, and passes the shapes of DCAT-AP 3.0.1."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SH, Graph, Literal, URIRef

from karta.explore.catalogue import DCAT, FORMATS, Addresses, catalogue
from karta.snapshot.reader import Snapshot, open_snapshot

HERE = "https://map.example"
AT = Addresses(
    home=f"{HERE}/en/", catalogue=f"{HERE}/api/v1/catalogue", map=f"{HERE}/en/map/", method=f"{HERE}/en/method/",
    contact=f"{HERE}/en/method/", export=f"{HERE}/en/map/export.{{}}", source=f"{HERE}/en/sources/{{}}/",
    api=f"{HERE}/api/v1/", api_description=f"{HERE}/api/v1/openapi.json", ogc=f"{HERE}/api/ogc/",
    ogc_description=f"{HERE}/api/ogc/api",
)  # fmt: skip
READS_JSON_LD = "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # rdflib 7.6 calls its own old class
SHAPES = (
    "shapes.ttl", "range.ttl", "deprecateduris.ttl", "mdr-vocabularies.shape.ttl", "shapes_recommended.ttl",
)  # fmt: skip
MAP = URIRef(f"{HERE}/api/v1/catalogue#map")
# What the shapes warn of, by file and property, and why it stands. A warning is no fault: the specification calls these
# properties recommended, or lets a catalogue use codes of its own beside those of the EU's tables.
WARNINGS = {
    ("mdr-vocabularies.shape.ttl", "spatial"): "the box of the organisations, which is no country or region of a table",
    ("mdr-vocabularies.shape.ttl", "publisher"): "publishers that are no bodies of the EU",
    ("shapes_recommended.ttl", "type"): "kinds of publishers and of licences, which sources do not state",
    ("shapes_recommended.ttl", "dcat#distribution"): "places and sectors have no rows of their own to take away",
    ("shapes_recommended.ttl", "temporal"): "only the map knows the years of its figures; a source states none",
}


@pytest.fixture(scope="module")
def snapshot(demo_data: Path) -> Snapshot:
    return open_snapshot(demo_data / "snapshots" / "current")


def test_the_map_and_every_source_are_datasets_of_one_version(snapshot: Snapshot) -> None:
    made = catalogue(snapshot, AT)
    datasets = set(made.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == 1 + len(snapshot.manifest["sources"])
    assert made.value(MAP, DCAT.version) == Literal(snapshot.name)
    assert {text.language for text in made.objects(MAP, DCTERMS.title)} == {"bg", "en"}
    assert set(made.objects(MAP, DCTERMS.source)) == datasets - {MAP}
    downloads = {str(made.value(node, DCAT.downloadURL)) for node in made.objects(MAP, DCAT.distribution)}
    assert downloads == {AT.export.format(form) for form in FORMATS}


def test_every_source_keeps_its_own_licence(snapshot: Snapshot) -> None:
    made = catalogue(snapshot, AT)
    for source in snapshot.manifest["sources"]:
        if source["organisations"]:
            node = URIRef(f"{AT.catalogue}#source-{source['source_id']}")
            distribution = made.value(node, DCAT.distribution)
            assert list(made.objects(distribution, DCTERMS.license)) == [URIRef(source["licence"]["url"])]


@pytest.mark.filterwarnings(READS_JSON_LD)
@pytest.mark.parametrize("form", ["turtle", "json-ld", "pretty-xml"])
def test_each_form_holds_the_same_graph(snapshot: Snapshot, form: str) -> None:
    made = catalogue(snapshot, AT)
    read = Graph().parse(data=made.serialize(format=form), format=form.removeprefix("pretty-"))
    assert set(read) == set(made)


@pytest.mark.mirror
def test_the_catalogue_passes_the_shapes_of_dcat_ap(snapshot: Snapshot, mirror: Path) -> None:
    from pyshacl import validate

    made = catalogue(snapshot, AT)
    warned = set()
    for name in SHAPES:
        shapes = Graph().parse(mirror / "eu_sema_dcat_ap" / "html" / "shacl" / name)
        _, found, text = validate(made, shacl_graph=shapes, inference="none")
        for result in found.objects(None, SH.result):
            assert found.value(result, SH.resultSeverity) == SH.Warning, f"{name}:\n{text}"
            warned.add((name, str(found.value(result, SH.resultPath)).rpartition("/")[2]))
    assert warned == set(WARNINGS)
