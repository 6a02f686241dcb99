from __future__ import annotations

import pytest

from karta.pipeline.normalise.attributes import attribute_claims
from karta.pipeline.tables import Name, Publication, Relation
from pipeline.normalise.examples import a_record, a_run


def said(**changed):
    """{property: (value, method)} of a record besides its name, and the codes of its problems."""
    claims, problems = attribute_claims(a_run(), a_record(**changed))
    return {c.property: (c.value, c.method) for c in claims if c.property != "name"}, [p.code for p in problems]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"identifiers": [("eik", "831902088")]}, {"eik": ("831902088", "as_published")}),
        ({"identifiers": [("eik", "BG 831902088")]}, {"eik": ("831902088", "converted:eik_blanks_prefix")}),
        (
            {"identifiers": [("ror_id", "ror.org/02RBJWF55")]},
            {"ror_id": ("https://ror.org/02rbjwf55", "converted:ror_url")},
        ),
        ({"identifiers": [("lei", "213800KUD8LAJWSQ9D15")]}, {"lei": ("213800KUD8LAJWSQ9D15", "as_published")}),
        ({"identifiers": [("ro_cif", "RO18547290")]}, {"ro_cif": ("18547290", "converted:cif")}),
        ({"identifiers": [("gb_crn", "sc 123456")]}, {"gb_crn": ("SC123456", "converted:gb_crn")}),
        ({"identifiers": [("vat", "bg 831902088")]}, {"vat": ("BG831902088", "converted:vat")}),
        ({"legal_form": "ЕООД"}, {"legal_form": ("EOOD", "converted:legal_form")}),
        ({"kind": "дружество"}, {"kind": ("company", "converted:kind")}),
        ({"status": "active"}, {"status": ("active", "as_published")}),
        ({"country": "UK"}, {"country": ("GB", "converted:country")}),
        (
            {"country": "BG", "district": "Пловдив"},
            {"country": ("BG", "as_published"), "district": ("PDV", "converted:district")},
        ),
        (
            {"country": "FR", "district": "Essonne"},
            {"country": ("FR", "as_published"), "district": ("Essonne", "as_published")},
        ),
        ({"ekatte": "2659"}, {"ekatte": ("02659", "converted:leading_zeros")}),
        ({"nace_code": "2120"}, {"nace_code": ("21.20", "converted:nace")}),
        (
            {"nace_code": "93110,\n93130", "nace_version": "uk_sic_2007"},
            {"nace_code": ("93.1", "derived:covering_nace")},
        ),
        ({"nace_code": "1110", "nace_version": "uk_sic_2007"}, {"nace_code": ("01.11", "converted:uk_sic_2007")}),
        ({"founded": "12.03.1999"}, {"founded_year": ("1999", "converted:year_of_date")}),
        ({"website": "biocluster.bg"}, {"website": ("http://biocluster.bg", "converted:website_scheme")}),
        ({"website": "https://biocluster.bg/about"}, {"website": ("https://biocluster.bg/about", "as_published")}),
        ({"segment": "cosmetics"}, {"segment": ("cosmetics", "as_published")}),
    ],
)
def test_values_are_read_through_the_reviewed_lists(changed, expected):
    assert said(**changed) == (expected, [])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"identifiers": [("eik", "831902089")]}, "eik_checksum"),
        ({"identifiers": [("eik", "12345")]}, "eik_length"),
        ({"identifiers": [("eik", "няма")]}, "eik_characters"),
        ({"identifiers": [("lei", "213800KUD8LAJWSQ9D16")]}, "bad_identifier"),
        ({"identifiers": [("ror_id", "ror")]}, "bad_identifier"),
        ({"identifiers": [("ro_cif", "18547291")]}, "bad_identifier"),
        ({"identifiers": [("ror_id", "https://ror.org/02rbjwf12")]}, "bad_identifier"),
        ({"identifiers": [("gb_crn", "BPAH9TQL")]}, "bad_identifier"),
        ({"identifiers": [("vat", "?")]}, "bad_identifier"),
        ({"identifiers": [("passport", "1")]}, "unseen_scheme"),
        ({"legal_form": "ЗАМЪК"}, "unseen_value"),
        ({"kind": "castle"}, "unseen_value"),
        ({"unit_kind": "castle"}, "unseen_value"),
        ({"status": "asleep"}, "unseen_value"),
        ({"segment": "castles"}, "unseen_value"),
        ({"country": "Bulgaria"}, "unseen_value"),
        ({"district": "област София"}, "unseen_district"),
        ({"ekatte": "София"}, "bad_identifier"),
        ({"nace_code": "фарма"}, "bad_nace"),
        ({"nace_code": "28990, 74909", "nace_version": "uk_sic_2007"}, "several_sectors"),
        ({"nace_code": "99999", "nace_version": "uk_sic_2007"}, "no_activity"),
        ({"nace_code": "pharma", "nace_version": "uk_sic_2007"}, "bad_nace"),
        ({"nace_code": "21.20", "nace_version": "7"}, "unseen_scheme"),
        ({"founded": "20233"}, "implausible_year"),
        ({"founded": "2050"}, "implausible_year"),
        ({"website": "няма"}, "bad_website"),
        ({"relations": [Relation(relation="married_to", target_name="X")]}, "unseen_value"),
    ],
)
def test_an_unseen_value_is_a_finding_never_a_default(changed, code):
    values, problems = said(**changed)
    assert (values, problems) == ({}, [code])


def test_names_keep_their_language_and_kind_and_get_ids_of_their_own():
    names = [
        Name(text="Проба", language="bg"),
        Name(text="Proba", language="en"),
        Name(text="ПРОБА", kind="as_written"),
    ]
    claims, _ = attribute_claims(a_run(), a_record(names=names))
    assert [(c.value, c.language, c.basis) for c in claims] == [
        ("Проба", "bg", "official"),
        ("Proba", "en", "official"),
        ("ПРОБА", None, "as_written"),
    ]
    assert [c.locator for c in claims] == ["x.csv:2", "x.csv:2#2", "x.csv:2#3"]
    assert len({c.claim_id for c in claims}) == 3


def test_relations_name_their_target_by_key_or_by_name():
    relations = [
        Relation(relation="partner_in", target_name="PRECISEU", target_key="PREC", note="partner"),
        Relation(relation="spun_off_from", target_name="Sofia University"),
    ]
    claims, _ = attribute_claims(a_run(), a_record(relations=relations))
    assert [(c.property, c.value, c.basis, c.as_published, c.note) for c in claims[1:]] == [
        ("partner_in", "PREC", "record_key", "PRECISEU", "partner"),
        ("spun_off_from", "Sofia University", "name", "Sofia University", None),
    ]


def test_attributes_carry_their_best_publication():
    publications = [Publication(ref="S6", title="Press", rank=6), Publication(ref="S2", title="Report", rank=2)]
    claims, _ = attribute_claims(a_run(), a_record(publications=publications))
    assert (claims[0].rank, claims[0].publication_ref, claims[0].publication_title) == (2, "S6;S2", "Report")
