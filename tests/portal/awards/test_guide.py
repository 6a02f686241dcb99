"""The applicants' room: steps in both languages, templates as documents, practices with their source."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client

from karta.portal.platform.uploads import ENDINGS, take
from karta.portal.rooms.awards.guide.docx import document
from karta.portal.rooms.awards.guide.words import practices, steps, templates
from karta.snapshot.reader import Snapshot
from portal.awards.conftest import upload
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_steps_stand_in_both_languages_with_templates_and_practices(
    client: Client, demo: Snapshot, language: str
) -> None:
    load_facts()
    page = client.get(f"/{language}/applicants/").content.decode()
    assert len(steps()) == 8
    for one in steps():
        assert one.title[language] in page
    for code in templates():
        assert f"/{language}/applicants/templates/{code}.docx" in page
    for one in practices():
        assert f"/{language}/projects/{one.project}/" in page
        assert one.take[language].replace("’", "’") in page
    assert f"/{language}/partner-regions/es51/" in page


@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_template_is_a_document_with_all_its_parts(language: str) -> None:
    for one in templates().values():
        made = document(one, language)
        assert document(one, language) == made  # byte for byte
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            for name in packed.namelist():
                ElementTree.fromstring(packed.read(name))
            text = packed.read("word/document.xml").decode()
        for head, ask in one.parts:
            assert head[language] in text
            assert ask[language] in text
        taken = take(upload(made, "template.docx"))
        assert ENDINGS[taken.media_type] == "docx"


def test_a_template_is_downloaded_under_its_language(client: Client, demo: Snapshot) -> None:
    answer = client.get("/bg/applicants/templates/pitch.docx")
    assert answer["Content-Disposition"] == 'attachment; filename="pitch-bg.docx"'
    assert client.get("/bg/applicants/templates/nothing.docx").status_code == 404
