"""The catalogue over the web: three forms of one graph, and addresses that answer."""

from __future__ import annotations

import pytest
from django.test import Client
from rdflib import DCAT, Graph


@pytest.mark.usefixtures("demo")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own call
@pytest.mark.parametrize(("ending", "form", "media"), [
    ("ttl", "turtle", "text/turtle"), ("jsonld", "json-ld", "application/ld+json"),
    ("rdf", "xml", "application/rdf+xml"),
])  # fmt: skip
def test_the_catalogue_has_three_forms(client: Client, ending: str, form: str, media: str) -> None:
    answer = client.get(f"/api/v1/catalogue.{ending}")
    assert answer["Content-Type"].startswith(media)
    assert len(Graph().parse(data=answer.content, format=form)) > 200
    assert client.get(f"/api/v1/catalogue.{ending}", headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_every_address_of_the_catalogue_answers(client: Client) -> None:
    made = Graph().parse(data=client.get("/api/v1/catalogue.ttl").content, format="turtle")
    predicates = (DCAT.downloadURL, DCAT.landingPage, DCAT.endpointURL, DCAT.endpointDescription)
    addresses = {str(address) for predicate in predicates for address in made.objects(None, predicate)}
    assert len(addresses) > 8
    for address in sorted(addresses):
        path = address.removeprefix("http://testserver")
        if path != "/api/v1/":  # the beginning of addresses, not one itself
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert b"".join(answer.streaming_content if answer.streaming else [answer.content]), path
            answer.close()


@pytest.mark.usefixtures("demo")
def test_another_form_is_not_there(client: Client) -> None:
    assert client.get("/api/v1/catalogue.yml").status_code == 404
