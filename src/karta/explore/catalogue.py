"""The published datasets described by DCAT-AP 3.0: the map of one snapshot, and each source that it stands on.

Codes are those of the EU's authority tables. Their type and scheme are stated beside them, since a reader without a
network checks them too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from karta.explore.citation import source_terms
from karta.snapshot.reader import Snapshot

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib knows version 2, where nothing has a version
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
FREQUENCIES = {
    "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "ANNUAL", "never": "NEVER",
}  # fmt: skip
FORMATS = {  # form of export → name, code of the file-type table, media type, standard
    "csv": ("CSV", "CSV", "text/csv", None),
    "xlsx": ("XLSX", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
    "parquet": ("Parquet", "PARQUET", "application/vnd.apache.parquet", None),
    "geojson": ("GeoJSON", "GEOJSON", "application/geo+json", "https://www.rfc-editor.org/rfc/rfc7946"),
    "zip": ("Data Package", "ZIP", "application/zip", "https://specs.frictionlessdata.io/data-package/"),
}
KEYWORDS = {
    "en": ("organisations", "business demography", "employees", "revenue", "regions", "open data"),
    "bg": ("организации", "бизнес демография", "заети", "приходи", "области", "отворени данни"),
}
WORDS = {
    "map": (
        "Организации, показатели и твърденията зад тях.", "Organisations, their figures and the claims behind them.",
    ),
    "provenance": (
        "Събрано от източниците по правилата на страницата за метода; всяка стойност води до твърденията зад нея.",
        "Put together from the sources by the rules of the method page; every value leads to the claims behind it.",
    ),
    "rights": ("Всеки източник има свои условия: ", "Each source has terms of its own: "),
    "api": ("Приложен програмен интерфейс", "Programming interface"),
    "ogc": ("Слоеве за ГИС (OGC API – Features)", "Layers for GIS (OGC API – Features)"),
    "source": (
        "Източник на картата: записи, твърдения и организации.",
        "A source of the map: records, claims and organisations.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the portal's parts stand, absolute. `export` and `source` hold `{}` for the form and the source's id."""

    home: str
    catalogue: str
    map: str
    method: str
    contact: str
    export: str
    source: str
    api: str
    api_description: str
    ogc: str
    ogc_description: str


def catalogue(snapshot: Snapshot, at: Addresses) -> Graph:
    """The catalogue of one snapshot as a graph."""
    return _Catalogue(snapshot, at).graph


class _Catalogue:
    def __init__(self, snapshot: Snapshot, at: Addresses) -> None:
        self.at, self.said = at, snapshot.manifest
        self.name = snapshot.name
        self.graph = Graph()
        for prefix, namespace in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", VCARD)):
            self.graph.bind(prefix, namespace)
        self.graph.bind("dcatap", DCATAP)
        self.built = Literal(self.said["built_at"], datatype=XSD.dateTime)
        self.licence = self._common_licence()
        self.years = _years(snapshot)
        self.box = _box(snapshot)
        self._catalogue()

    def _catalogue(self) -> None:
        node, data = URIRef(f"{self.at.catalogue}#catalogue"), self._map()
        self._type(node, DCAT.Catalog)
        self._texts(node, DCTERMS.title, self.said["title"])
        self._texts(node, DCTERMS.description, _both("map"))
        self._add(node, DCTERMS.publisher, self._map_publisher())
        self._add(node, FOAF.homepage, self._typed(self.at.home, FOAF.Document))
        self._add(node, DCTERMS.modified, self.built)
        self._add(node, DCTERMS.issued, self.built)
        self._languages(node)
        self._add(node, DCTERMS.spatial, self._place())
        self._add(node, DCTERMS.license, self.licence)
        themes = self._typed(f"{AUTHORITY}data-theme", SKOS.ConceptScheme)
        self._texts(themes, DCTERMS.title, {"en": "Data theme", "bg": "Тема на данните"})
        self._add(node, DCAT.themeTaxonomy, themes)
        self._add(node, DCAT.dataset, data)
        for source in self.said["sources"]:
            made = self._source(source)
            self._add(node, DCAT.dataset, made)
            self._add(data, DCTERMS.source, made)
        for service in self._services(data):
            self._add(node, DCAT.service, service)

    def _map(self) -> URIRef:
        node = URIRef(f"{self.at.catalogue}#map")
        self._dataset(node, self.said["title"], _both("map"))
        self._add(node, DCTERMS.publisher, self._map_publisher())
        self._add(node, DCTERMS.identifier, Literal(f"{self.at.catalogue}#map"))
        self._add(node, DCAT.version, Literal(self.name))
        self._add(node, DCTERMS.issued, self.built)
        self._add(node, DCTERMS.modified, self.built)
        self._add(node, DCTERMS.accrualPeriodicity, self._code("frequency", "IRREG", DCTERMS.Frequency))
        self._add(node, DCAT.landingPage, self._typed(self.at.map, FOAF.Document))
        self._add(node, FOAF.page, self._typed(self.at.method, FOAF.Document))
        if self.years:
            self._add(node, DCTERMS.temporal, self._period(*self.years))
        rights = " | ".join(source_terms(source, "en") for source in self.said["sources"])
        for form in FORMATS:
            made = self._distribution(f"map-{form}", form, self.at.export.format(form))
            self._rights(made, rights)
            self._add(node, DCAT.distribution, made)
        return node

    def _source(self, source: dict[str, Any]) -> URIRef:
        node = URIRef(f"{self.at.catalogue}#source-{source['source_id']}")
        self._dataset(node, source["title"], _both("source"))
        publisher = source["publisher"]
        agent = self._agent(f"publisher-{source['source_id']}", publisher["name"], publisher.get("page"))
        self._add(node, DCTERMS.publisher, agent)
        self._add(node, DCTERMS.identifier, Literal(source["source_id"]))
        self._add(node, DCAT.version, Literal(str(source["version"])))
        self._add(node, DCTERMS.modified, Literal(source["retrieved"], datatype=XSD.date))
        frequency = FREQUENCIES.get(source.get("every") or "", "UNKNOWN")
        self._add(node, DCTERMS.accrualPeriodicity, self._code("frequency", frequency, DCTERMS.Frequency))
        page = self.at.source.format(source["source_id"])
        self._add(node, DCAT.landingPage, self._typed(page, FOAF.Document))
        if source.get("organisations"):
            address = f"{self.at.export.format('csv')}?source={source['source_id']}"
            made = self._distribution(f"source-{source['source_id']}-csv", "csv", address)
            self._add(node, DCAT.distribution, made)
            self.graph.remove((made, DCTERMS.license, None))
            self._add(made, DCTERMS.license, self._licence(source))
            self._rights(made, source_terms(source, "en"))
        return node

    def _dataset(self, node: URIRef, title: dict[str, str], text: dict[str, str]) -> None:
        self._type(node, DCAT.Dataset)
        self._texts(node, DCTERMS.title, title)
        self._texts(node, DCTERMS.description, text)
        self._languages(node)
        for language, words in KEYWORDS.items():
            for word in words:
                self._add(node, DCAT.keyword, Literal(word, lang=language))
        self._add(node, DCAT.theme, self._code("data-theme", "ECON", SKOS.Concept))
        self._add(node, DCTERMS.spatial, self._place())
        self._add(node, DCAT.contactPoint, self._contact())
        statement = self._typed(f"{self.at.catalogue}#provenance", DCTERMS.ProvenanceStatement)
        self._texts(statement, RDFS.label, _both("provenance"))
        self._add(node, DCTERMS.provenance, statement)

    def _distribution(self, mark: str, form: str, address: str) -> URIRef:
        name, code, media, standard = FORMATS[form]
        node = self._typed(f"{self.at.catalogue}#{mark}", DCAT.Distribution)
        self._texts(node, DCTERMS.title, {"bg": name, "en": name})
        self._texts(node, DCTERMS.description, _both("map"))
        self._add(node, DCAT.accessURL, URIRef(address))
        self._add(node, DCAT.downloadURL, URIRef(address))
        self._add(node, DCTERMS["format"], self._code("file-type", code, DCTERMS.MediaTypeOrExtent))
        media_type = self._typed(f"https://www.iana.org/assignments/media-types/{media}", DCTERMS.MediaType)
        self._add(node, DCAT.mediaType, media_type)
        self._add(node, DCTERMS.issued, self.built)
        self._languages(node)
        self._add(node, DCTERMS.license, self.licence)
        self._add(node, DCATAP.availability, self._code("planned-availability", "STABLE", SKOS.Concept))
        if standard:
            self._add(node, DCTERMS.conformsTo, self._typed(standard, DCTERMS.Standard))
        return node

    def _services(self, data: URIRef) -> Iterable[URIRef]:
        openapi, ogc = "https://spec.openapis.org/oas/v3.1.0", "http://www.opengis.net/spec/ogcapi-features-1/1.0"
        for mark, address, described, standard in (
            ("api", self.at.api, self.at.api_description, openapi),
            ("ogc", self.at.ogc, self.at.ogc_description, ogc),
        ):
            node = self._typed(f"{self.at.catalogue}#{mark}", DCAT.DataService)
            self._texts(node, DCTERMS.title, _both(mark))
            self._texts(node, DCTERMS.description, _both("map"))
            self._add(node, DCAT.endpointURL, URIRef(address))
            self._add(node, DCAT.endpointDescription, URIRef(described))
            self._add(node, DCAT.servesDataset, data)
            self._add(node, DCTERMS.publisher, self._map_publisher())
            self._add(node, DCAT.contactPoint, self._contact())
            self._add(node, DCTERMS.license, self.licence)
            self._add(node, DCTERMS.conformsTo, self._typed(standard, DCTERMS.Standard))
            self._add(node, DCAT.theme, self._code("data-theme", "ECON", SKOS.Concept))
            for language, words in KEYWORDS.items():
                self._add(node, DCAT.keyword, Literal(words[0], lang=language))
            yield node

    def _map_publisher(self) -> URIRef:
        return self._agent("publisher", self.said["title"]["en"], self.at.home)

    def _agent(self, mark: str, name: str, page: str | None) -> URIRef:
        node = self._typed(f"{self.at.catalogue}#{mark}", FOAF.Agent)
        self._add(node, FOAF.name, Literal(name))
        if page:
            self._add(node, FOAF.homepage, self._typed(page, FOAF.Document))
        return node

    def _contact(self) -> URIRef:
        node = self._typed(f"{self.at.catalogue}#contact", VCARD.Kind)
        self._add(node, VCARD.fn, Literal(self.said["title"]["en"]))
        self._add(node, VCARD.hasURL, URIRef(self.at.contact))
        return node

    def _place(self) -> URIRef | BNode:
        """The country of the map with the box of its organisations."""
        node = self._typed(f"{self.at.catalogue}#place", DCTERMS.Location)
        self._add(node, SKOS.prefLabel, Literal(self.said["default_country"]))
        if self.box:
            west, south, east, north = self.box
            ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
            wkt = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
            self._add(node, DCAT.bbox, Literal(f"POLYGON(({ring}))", datatype=wkt))
            middle = f"POINT({(west + east) / 2:.4f} {(south + north) / 2:.4f})"
            self._add(node, DCAT.centroid, Literal(middle, datatype=wkt))
        return node

    def _period(self, first: int, last: int) -> URIRef:
        node = self._typed(f"{self.at.catalogue}#period", DCTERMS.PeriodOfTime)
        self._add(node, DCAT.startDate, Literal(f"{first}-01-01", datatype=XSD.date))
        self._add(node, DCAT.endDate, Literal(f"{last}-12-31", datatype=XSD.date))
        return node

    def _common_licence(self) -> URIRef:
        """The licence of all sources where they agree; else the page that lists the terms of each."""
        names = {(source.get("licence") or {}).get("name") for source in self.said["sources"]}
        return self._licence(self.said["sources"][0]) if len(names) == 1 else self._page_of_terms()

    def _licence(self, source: dict[str, Any]) -> URIRef:
        licence = source.get("licence") or {}
        if not licence.get("url"):
            return self._page_of_terms()
        node = self._typed(licence["url"], DCTERMS.LicenseDocument)
        self._add(node, DCTERMS.title, Literal(licence["name"]))
        return node

    def _page_of_terms(self) -> URIRef:
        return self._typed(self.at.source.format("").rstrip("/") + "/", DCTERMS.LicenseDocument)

    def _rights(self, node: URIRef, terms: str) -> None:
        statement = self._typed(f"{node}-rights", DCTERMS.RightsStatement)
        bulgarian, english = WORDS["rights"]
        self._texts(statement, RDFS.label, {"bg": bulgarian + terms, "en": english + terms})
        self._add(node, DCTERMS.rights, statement)

    def _languages(self, node: URIRef) -> None:
        for code in ("BUL", "ENG"):
            self._add(node, DCTERMS.language, self._code("language", code, DCTERMS.LinguisticSystem))

    def _code(self, table: str, code: str, kind: URIRef) -> URIRef:
        node = self._typed(f"{AUTHORITY}{table}/{code}", kind)
        self._add(node, SKOS.inScheme, URIRef(f"{AUTHORITY}{table}"))
        self._add(node, SKOS.prefLabel, Literal(code, lang="en"))
        return node

    def _typed(self, address: str, kind: URIRef) -> URIRef:
        node = URIRef(address)
        self._type(node, kind)
        return node

    def _type(self, node: URIRef, kind: URIRef) -> None:
        self._add(node, RDF.type, kind)

    def _texts(self, node: URIRef, predicate: URIRef, both: dict[str, str]) -> None:
        for language in ("bg", "en"):
            self._add(node, predicate, Literal(both[language], lang=language))

    def _add(self, node: URIRef | BNode, predicate: URIRef, value: URIRef | BNode | Literal) -> None:
        self.graph.add((node, predicate, value))


def _both(name: str) -> dict[str, str]:
    return dict(zip(("bg", "en"), WORDS[name], strict=True))


def _years(snapshot: Snapshot) -> tuple[int, int] | None:
    sql = "SELECT min(year)::INTEGER, max(year)::INTEGER FROM figures WHERE is_year_winner"
    first, last = snapshot.connection().execute(sql).fetchall()[0]
    return None if first is None else (first, last)


def _box(snapshot: Snapshot) -> tuple[float, float, float, float] | None:
    sql = "SELECT min(lon), min(lat), max(lon), max(lat) FROM organisations"
    box = snapshot.connection().execute(sql).fetchall()[0]
    return None if box[0] is None else box
