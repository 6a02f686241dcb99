"""An organisation of the map in a form: by what people have at hand; its present id comes out."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils import translation

from karta.portal.directory.organisation_field import OrganisationField, OrganisationsField
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
SOPHARMA = "bg-eik-831902088"


class Form(forms.Form):
    one = OrganisationField(label="one", required=False)
    several = OrganisationsField(label="several", required=False)


def sent(**said: str) -> Form:
    return Form(said)


@pytest.mark.parametrize(
    "text",
    [
        SOPHARMA, f"Софарма АД ({SOPHARMA})", f"http://testserver/bg/organisations/{SOPHARMA}/", "831902088",
        "ЕИК 831902088", " Софарма  АД ", "софарма", "Sopharma",
    ],
)  # fmt: skip
def test_an_organisation_is_known_by_what_people_have_at_hand(demo: Snapshot, text: str) -> None:
    form = sent(one=text, several=f"{text}\n\n{SOPHARMA}")
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"one": SOPHARMA, "several": [SOPHARMA]}


@pytest.mark.parametrize("text", ["Софар", "университет", "bg-eik-000000000", "(", "🚀", "x" * 300])
def test_what_names_none_or_several_is_told_at_the_field_and_stays_in_it(demo: Snapshot, text: str) -> None:
    form = sent(one=text, several=f"{SOPHARMA}\n{text}")
    assert set(form.errors) == {"one", "several"}
    assert text in str(form["one"]).replace("&#x27;", "'")
    assert text[:80] in form.errors["several"][0]


def test_nothing_said_is_no_organisation_and_a_draft_is_kept_half_way(demo: Snapshot) -> None:
    assert sent(one=" ", several="\n").is_valid()
    lenient = OrganisationField(label="one", is_lenient=True)
    assert [lenient.clean("Софар"), lenient.clean("Софарма")] == ["", SOPHARMA]


def test_a_kept_organisation_is_shown_by_its_name(demo: Snapshot) -> None:
    form = Form(initial={"one": SOPHARMA, "several": [SOPHARMA, "bg-eik-1"]})
    with translation.override("bg"):
        assert f"Софарма АД ({SOPHARMA})" in str(form["one"])
        assert str(form["several"]).count("data-suggest=") == 1
        assert f"Софарма АД ({SOPHARMA})\nbg-eik-1" in str(form["several"])


def test_without_a_map_nothing_is_known_and_nothing_breaks(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    assert list(sent(one=SOPHARMA).errors) == ["one"]
    assert SOPHARMA in str(Form(initial={"one": SOPHARMA})["one"])


def test_what_was_kept_stays_though_the_map_has_it_no_more(demo: Snapshot) -> None:
    gone = "bg-eik-000000000"
    form = sent(one=gone, several=f"{gone}\n{SOPHARMA}")
    form.fields["one"].held = form.fields["several"].held = frozenset([gone])
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"one": gone, "several": [gone, SOPHARMA]}


def test_what_was_only_sent_is_not_kept(demo: Snapshot) -> None:
    gone = "bg-eik-000000000"
    form = Form({"one": gone, "several": gone}, initial={"one": gone, "several": [gone]})
    assert set(form.errors) == {"one", "several"}
