"""POR: the bilingual portal's news and pages; X-04 and X-08 where they are about texts that the team writes."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from karta.portal.directory.mentions import mentions_of
from karta.portal.platform.gate import PublicationRefused
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.news import untold
from karta.portal.rooms.news.models import Mention, Version
from portal.rooms.news.pages import change, item, standing, text

pytestmark = pytest.mark.django_db
SOPHARMA = "bg-eik-831902088"
CLUSTER = "org-i4mdqbtb76lmnzwp"


def refusal(**fields: Any) -> list[str]:
    with pytest.raises(PublicationRefused) as refused:
        item(**fields)
    assert not Version.objects.exists()
    return refused.value.messages


def other_address(html: str) -> str:
    found = re.search(r'<div class="lang".*?href="([^"]+)"', html, re.S)
    assert found is not None
    return found[1]


def test_por_01_the_switch_keeps_the_visitor_on_the_same_item(html: Any) -> None:
    source = item(title="Среща", date="2024-06-20")
    made = item("en", title="A meeting", date="2024-06-20", translates=source)
    assert other_address(html(f"/bg/news/{source.slug}/")) == f"/en/news/{made.slug}/"
    assert other_address(html(f"/en/news/{made.slug}/")) == f"/bg/news/{source.slug}/"
    assert other_address(html("/bg/news/")) == "/en/news/"


def test_por_01_the_switch_says_so_where_the_other_language_lacks_the_item(client: Client, html: Any) -> None:
    source = item(title="Само тук")
    there = other_address(html(f"/bg/news/{source.slug}/"))
    said = client.get(there).content.decode()
    assert "This item exists in Bulgarian only:" in said
    assert f'<a href="/bg/news/{source.slug}/" lang="bg" hreflang="bg">Само тук</a>' in said


@pytest.mark.parametrize(
    ("kind", "word"), [("news", "news"), ("highlight", "highlight"), ("call", "call"), ("event", "event notice")]
)
def test_por_02_an_item_shows_date_language_kind_and_the_organisations_named(html: Any, kind: str, word: str) -> None:
    made = item("en", title="Results", kind=kind, date="2024-06", body=[text("<p>What Sopharma AD reported.</p>")])
    page, listed = html(f"/en/news/{made.slug}/"), html("/en/news/")
    for said in (page, listed):
        assert '<time datetime="2024-06">June 2024</time>' in said
        assert f'<span class="tag">{word}</span>' in said
        assert f"/en/organisations/{SOPHARMA}/" in said
    assert '<html lang="en">' in page


def test_por_06_an_item_in_one_language_is_marked_and_can_be_hidden(html: Any) -> None:
    source = item(title="На два езика")
    item("en", title="In two languages", translates=source)
    item(title="На един език")
    item("en", title="In one language")
    listed = html("/bg/news/")
    assert listed.count("само на български") == 1
    assert listed.count("само на английски") == 1
    assert '<h2 lang="en">' in listed
    hidden = html("/bg/news/", languages="both")
    assert "На два езика" in hidden
    assert "На един език" not in hidden
    assert "In one language" not in hidden


def test_por_06_a_translation_of_an_older_text_is_marked_for_readers_and_editors(html: Any, keeper: Client) -> None:
    source = item(title="Срок", body=[text("<p>Срокът е юли.</p>")])
    made = item("en", title="A deadline", translates=source, body=[text("<p>The deadline is in July.</p>")])
    assert "translated from an older text" not in html("/en/news/").split("<aside")[0]
    change(source, reason="нов срок", body=[text("<p>Срокът е август.</p>")])
    assert "translated from an older text" in html("/en/news/").split("<aside")[0]
    page = html(f"/en/news/{made.slug}/")
    assert "The Bulgarian text was changed after this translation." in page
    assert f"/bg/news/{source.slug}/versions/" in page
    board = keeper.get("/en/team/texts/").content.decode()
    assert "English is of an older text" in board


def test_por_06_the_board_knows_texts_of_pages_forms_mails_and_vocabularies(tmp_path: Any) -> None:
    catalogue = tmp_path / "room" / "locale" / "bg" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Send"\nmsgstr "Изпращане"\n\nmsgid "Wait"\nmsgstr ""\n\n#, fuzzy\nmsgid "Stop"\nmsgstr "Край"\n',
        "utf-8",
    )
    told = [(one.where, one.text, one.language, one.is_fuzzy) for one in untold.catalogues(tmp_path)]
    assert told == [("room", "Wait", "bg", False), ("room", "Stop", "bg", True)]
    assert untold.vocabularies() == []


def test_por_06_the_board_names_what_is_missing(keeper: Client, demo: Any) -> None:
    item(title="Без превод")
    board = keeper.get("/en/team/texts/").content.decode()
    assert "Без превод" in board
    assert "no English" in board


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Среща на клъстера с Ескенази", "Eskenazi"),
        ("Среща на клъстера с Ескенази", "ескен"),
        ("Талинският café проект", "cafe"),
        ("𝗩𝗘𝗟𝗘𝗦 започва", "велес"),
        ("𝗩𝗘𝗟𝗘𝗦 започва", "veles"),
    ],
)
def test_por_07_search_finds_either_alphabet_diacritics_and_mathematical_letters(
    html: Any, title: str, asked: str
) -> None:
    item(title=title)
    assert title in html("/bg/search/", q=asked)
    assert title not in html("/bg/search/", q="нещо друго")


def test_por_07_search_finds_words_of_the_body_and_organisations(html: Any) -> None:
    item(title="Заглавие", body=[text("<p>Дума върху трансплантация.</p>")])
    assert "Заглавие" in html("/en/search/", q="transplantats")
    assert f"/en/organisations/{SOPHARMA}/" in html("/en/search/", q="софарма")


def test_por_08_a_correction_keeps_the_old_text_with_date_and_reason(html: Any, demo: Any) -> None:
    made = item(title="Среща", body=[text("<p>Срещата е на 27 юни.</p>")])
    change(made, reason="Датата беше сгрешена.", body=[text("<p>Срещата е на 20 юни.</p>")])
    page = html(f"/bg/news/{made.slug}/")
    assert "Срещата е на 20 юни." in page
    assert "Датата беше сгрешена." in page
    told = html(f"/bg/news/{made.slug}/versions/")
    assert re.search(r"<del>.*27.*</del>.*<ins>.*20.*</ins>", told)
    assert "Датата беше сгрешена." in told
    assert "Срещата е на 27 юни." in html(f"/bg/news/{made.slug}/versions/1/")
    line = AuditLine.objects.get(action="page.corrected")
    assert line.details == {"version": 2, "reason": "Датата беше сгрешена."}


def test_por_08_a_published_text_does_not_change_without_a_reason(demo: Any) -> None:
    made = item(title="Среща", body=[text("<p>Срещата е на 27 юни.</p>")])
    with pytest.raises(PublicationRefused, match=r"кажете защо|say why"):
        change(made, body=[text("<p>Срещата е на 20 юни.</p>")])
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("<p>Вижте <a>програмата</a>.</p>", "програмата"),
        ('<p>Вижте <a href="#">програмата</a>.</p>', "програмата"),
        ('<p><a href="insert URL">Сайт</a></p>', "insert URL"),
        ('<p><a linktype="page" id="9999">Страница</a></p>', "Страница"),
        ("<p>Регистрация: ТУК</p>", "ТУК"),
        ("<p>Read more</p>", "Read more"),
        ("<p>Срокът да се допълни.</p>", "да се допълни"),
        ("<p>На XX.XX в София.</p>", "XX.XX"),
        ("<p>TODO снимка</p>", "TODO"),
        ("<p>Lorem ipsum dolor</p>", "Lorem ipsum"),
        ("<p>Вижте [link] за повече.</p>", "[link]"),
    ],
)
def test_por_09_a_link_without_target_or_a_note_blocks_publication_and_is_quoted(
    demo: Any, body: str, quote: str
) -> None:
    said = refusal(title="Новина", body=[text(body)])
    assert any(quote in one for one in said), said


@pytest.mark.parametrize(
    "body",
    ['<p><a href="https://biocluster.bg/">ТУК</a></p>', "<p>Програмата е обявена.</p>", "<p>Том XX, XXI век</p>"],
)
def test_por_09_what_is_whole_is_published(demo: Any, body: str) -> None:
    assert item(title="Новина", body=[text(body)]).live


@pytest.mark.parametrize(
    "written",
    [
        "Health & Life Sciences Cluster Bulgaria",
        "HEALTH & LIFE SCIENCE CLUSTER BULGARIA",
        "Health and Life Sciences Cluster",
    ],
)
def test_por_10_an_organisation_links_to_one_page_under_any_written_name(html: Any, written: str) -> None:
    made = item(
        "en", title="An event", body=[text(f"<p>It was opened by {written.replace('&', '&amp;')} in June.</p>")]
    )
    page = html(f"/en/news/{made.slug}/")
    assert f'<a href="/en/organisations/{CLUSTER}/" class="org">' in page
    assert [one.org_id for one in Mention.objects.filter(page=made)] == [CLUSTER]


@pytest.mark.parametrize("written", ["EpixAI", "Epix.AI"])
def test_por_10_punctuation_does_not_part_a_name(demo: Any, written: str) -> None:
    made = item("en", title="Winners", body=[text(f"<p>The award went to {written} this year.</p>")])
    assert [one.org_id for one in Mention.objects.filter(page=made)] == ["org-ql4jbfnbhehzlfuz"]


def test_por_10_an_uncertain_name_is_offered_to_the_editor_and_not_guessed(keeper: Client, demo: Any) -> None:
    made = item("en", title="A visit", body=[text("<p>Sopharma was there.</p>")])
    assert not Mention.objects.filter(page=made).exists()
    address = f"/en/team/texts/names/{made.pk}/"
    assert SOPHARMA in keeper.get(address).content.decode()
    keeper.post(address, {"sopharma": SOPHARMA})
    assert [one.org_id for one in Mention.objects.filter(page=made)] == [SOPHARMA]
    assert AuditLine.objects.filter(action="name.decided").count() == 1
    assert SOPHARMA not in keeper.get(address).content.decode()


def test_por_13_every_page_says_when_it_changed_and_where_its_figures_come_from(html: Any) -> None:
    figure = {
        "label": "Partners",
        "value": "15",
        "unit": "",
        "year": "2023",
        "source": "Project sheet",
        "source_url": "https://cordis.europa.eu/",
    }
    for made, address in (
        (item("en", title="A project", body=[("figure", figure)]), "news/"),
        (standing("en", title="About", body=[("figure", figure)]), ""),
    ):
        page = html(f"/en/{address}{made.slug}/")
        changed = made.versions.first().at
        assert f'Last changed: <time datetime="{changed.isoformat()}">' in page
        assert 'Sources of the figures: <a href="https://cordis.europa.eu/">Project sheet</a>' in page
    assert "This page shows no figures of its own." in html(f"/en/{standing('en', title='Who we are').slug}/")


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Wagtail leaves its own file to the collector
def test_por_15_pictures_have_alternative_text(html: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="x", file=get_test_image_file())
    shown = {"image": image, "alternative_text": "Хора около маса", "caption": "", "credit": ""}
    made = item(title="Снимка", body=[("picture", shown)])
    assert 'alt="Хора около маса"' in html(f"/bg/news/{made.slug}/")
    assert refusal_without_words(image)


def refusal_without_words(image: Any) -> list[str]:
    with pytest.raises(PublicationRefused) as refused:
        item(
            title="Снимка без думи",
            body=[("picture", {"image": image, "alternative_text": "", "caption": "", "credit": ""})],
        )
    return refused.value.messages


def test_por_17_an_organisations_page_shows_its_mentions_with_lines(html: Any) -> None:
    older = item(title="През юни", date="2023-06", body=[text("<p>Наградата получи „Софарма“ АД.</p>")])
    newer = item(title="През май", date="2024-05", body=[text("<p>Докладът е на Софарма АД.</p>")])
    page = html(f"/bg/organisations/{SOPHARMA}/")
    assert "Докладът е на Софарма АД." in page
    assert page.index(f"/bg/news/{newer.slug}/") < page.index(f"/bg/news/{older.slug}/")
    older.unpublish()
    assert [one.title for one in mentions_of([SOPHARMA], language="bg")] == ["През май"]


def test_por_17_a_text_in_both_languages_is_mentioned_once(demo: Any) -> None:
    source = item(title="Доклад", date="2024", body=[text("<p>Докладът е на Софарма АД.</p>")])
    item("en", title="Report", date="2024", translates=source, body=[text("<p>The report is of Sopharma AD.</p>")])
    assert [one.title for one in mentions_of([SOPHARMA], language="bg")] == ["Доклад"]
    assert [one.title for one in mentions_of([SOPHARMA], language="en")] == ["Report"]


def test_por_18_the_list_is_a_feed_and_a_file(client: Client, demo: Any) -> None:
    item("en", title="First & second", kind="call", summary="Said shortly.")
    item("en", title="Other")
    atom = ET.fromstring(client.get("/en/news/feed.atom?kind=call").content)
    name = "{http://www.w3.org/2005/Atom}"
    assert [one.findtext(f"{name}title") for one in atom.iter(f"{name}entry")] == ["First & second"]
    told = json.loads(client.get("/en/news/feed.json").content)
    assert {one["title"] for one in told["items"]} == {"First & second", "Other"}
    rows = list(csv.DictReader(io.StringIO(client.get("/en/news/items.csv?kind=call").content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["First & second"]


def test_por_18_search_engines_find_each_page_in_its_languages(client: Client, html: Any) -> None:
    source = item(title="Среща")
    made = item("en", title="A meeting", translates=source)
    alone = item(title="Само тук")
    assert "sitemap-news.xml" in client.get("/sitemap.xml").content.decode()
    told = b"".join(client.get("/sitemap-news.xml").streaming_content).decode()
    assert told.count(f'hreflang="en" href="http://testserver/en/news/{made.slug}/"') == 2
    assert told.count(f"http://testserver/bg/news/{alone.slug}/") == 2
    page = html(f"/bg/news/{source.slug}/")
    assert (
        page.count("hreflang=") == 3 + 2 - 2 + 0
        or f'hreflang="en" href="http://testserver/en/news/{made.slug}/"' in page
    )
    assert 'rel="alternate" hreflang="en"' not in html(f"/bg/news/{alone.slug}/")
    ld = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert (ld["@type"], ld["inLanguage"], ld["name"]) == ("NewsArticle", "bg", "Среща")


@pytest.mark.parametrize(
    ("title", "letter"), [("Българските kомпании", "k"), ("Срещата нa клъстера", "a"), ("Сlосе", "l")]
)
def test_x_04_a_word_of_two_alphabets_is_refused_and_its_letter_named(demo: Any, title: str, letter: str) -> None:
    said = refusal(title=title)
    assert any(re.search(rf"[:] .*{letter}", one) for one in said), said


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("bg", "<p>This whole paragraph is written in English.</p>"),
        ("en", "<p>Този абзац е написан на български език.</p>"),
    ],
)
def test_x_08_a_text_in_the_other_language_is_refused(demo: Any, language: str, body: str) -> None:
    title = "Новина" if language == "bg" else "News"
    assert refusal(language=language, title=title, body=[text(body)])


def test_x_08_quoted_words_and_names_say_their_language(html: Any) -> None:
    quote = {"text": "This whole sentence was said in English.", "said_by": "Директорът", "language": "en"}
    made = item(title="Новина", body=[("quote", quote), text("<p>Проектът Quorum Nine започва.</p>")])
    page = html(f"/bg/news/{made.slug}/")
    assert '<blockquote lang="en">' in page
    assert '<span lang="en">Quorum Nine</span>' in page
