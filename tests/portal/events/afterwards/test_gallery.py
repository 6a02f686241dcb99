"""Pictures: cleaned of what cameras write, public once described and agreed to, gone at once when taken off."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from karta.portal.directory.models import Edition
from karta.portal.platform.models import AuditLine
from karta.portal.platform.uploads import NotTaken
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.errors import NotNow
from karta.portal.rooms.events.afterwards.gallery import services
from karta.portal.rooms.events.afterwards.gallery.cleaning import Rendition, clean
from karta.portal.rooms.events.afterwards.models import Picture
from karta.snapshot.reader import Snapshot
from portal.events.afterwards.conftest import AT, photograph, upload
from portal.security.crawl import closed

DESCRIBED: dict[str, Any] = {
    "alt_bg": "Зала с хора", "alt_en": "A hall with people", "caption_bg": "Откриване", "caption_en": "Opening",
    "credit": "Studio X", "licence": "cc-by-4.0", "people": "agreed", "consent_note": "List at the entrance, 19.11.",
    "is_for_report": False,
}  # fmt: skip


def opened(one: Rendition) -> Image.Image:
    return Image.open(io.BytesIO(one.content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_a_camera_writes_is_kept(form: str) -> None:
    content = photograph(form=form)
    assert b"canary-owner" in content
    for one in clean(io.BytesIO(content)).renditions:
        assert b"canary" not in one.content
        assert not opened(one).getexif()
        assert {"exif", "icc_profile", "xmp"} & set(opened(one).info) == set()


def test_sizes_are_never_wider_than_the_picture() -> None:
    widths = {width: [one.width for one in clean(io.BytesIO(photograph(width, 600))).renditions]
              for width in (400, 480, 1200, 1920, 4000)}  # fmt: skip
    assert widths == {400: [400], 480: [480], 1200: [480, 960, 1200], 1920: [480, 960, 1920], 4000: [480, 960, 1920]}


def test_a_picture_is_turned_upright_and_its_sides_stay_where_they_were_seen() -> None:
    one = clean(io.BytesIO(photograph(800, 400, orientation=6))).renditions[-1]  # turned right by a quarter
    assert (one.width, one.height) == (400, 800)
    above, below = opened(one).getpixel((200, 100)), opened(one).getpixel((200, 700))
    assert (above[0] > 200, below[2] > 200) == (True, True)  # left, red: now above


def test_what_is_seen_through_is_put_on_white() -> None:
    held = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(held, "PNG")
    assert opened(clean(held).renditions[0]).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no picture"),
        (b"%PDF-1.7", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no picture"),
        (b"GIF89a\x01\x00\x01\x00", "no picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 and no more", "damaged"),
        (photograph()[:4000], "damaged"),
        (photograph(100, 100), "too small"),
    ],
)
def test_what_is_no_picture_is_refused_and_said_why(content: bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(NotTaken, match=said):
        clean(io.BytesIO(content))


def test_a_picture_of_too_many_pixels_is_refused_before_they_are_read(monkeypatch: Any) -> None:
    held = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(held, "PNG")  # 400 megapixels in a few kB
    assert len(held.getvalue()) < 100_000
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("its pixels were read"))
    with translation.override("en"), pytest.raises(NotTaken, match="too large"):
        clean(held)


@given(st.binary(max_size=400))
@hypothesis_settings(max_examples=60)
def test_any_bytes_are_a_picture_or_refused_in_words(content: bytes) -> None:
    for start in (b"", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(NotTaken):
            clean(io.BytesIO(start + content))


@pytest.fixture
def picture(edition: Edition, editor: Any) -> Picture:
    """A picture that nobody but the team sees."""
    return added(edition, editor)


def added(edition: Edition, editor: Any, **change: int) -> Picture:
    cleaned = clean(io.BytesIO(photograph(**change)))
    return services.add_picture(edition=edition, cleaned=cleaned, credit="", licence="", by=editor, at=AT)


def published(picture: Picture, editor: Any, **change: Any) -> Picture:
    return services.describe(picture_id=picture.pk, said=DESCRIBED | change, publish=True, by=editor, at=AT)


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"alt_bg": ""}, ["alt_bg"]),
        ({"alt_en": ""}, ["alt_en"]),
        ({"credit": "", "licence": ""}, ["credit", "licence"]),
        ({"people": "unknown"}, ["people"]),
        ({"people": "agreed", "consent_note": ""}, ["consent_note"]),
        ({"people": "nobody", "consent_note": ""}, []),
    ],
)
def test_a_picture_is_public_only_described_in_both_languages_with_credit_licence_and_consents(
    picture: Picture, editor: Any, change: dict[str, Any], lacks: list[str]
) -> None:
    if not lacks:
        assert published(picture, editor, **change).published_at == AT
        return
    with pytest.raises(NotNow, match=", ".join(lacks)):
        published(picture, editor, **change)
    assert not Picture.objects.public().exists()
    with pytest.raises(IntegrityError), transaction.atomic():  # whoever writes it, the database refuses
        Picture.objects.filter(pk=picture.pk).update(**(DESCRIBED | change | {"published_at": AT}))


def test_an_editor_adds_several_pictures_and_describes_one(
    client: Client, desk: Client, demo: Snapshot, edition: Edition
) -> None:
    files = [upload(photograph(800, 600)), upload(photograph(640, 480, form="PNG"), "b.png")]
    said = {"files": files, "credit": "Studio X", "licence": "cc-by-4.0"}
    answer = desk.post(f"/en/team/events/{edition.code}/pictures/new/", said)
    assert answer.status_code == 302
    first, second = Picture.objects.all()
    assert (first.credit, first.licence, first.position, second.position) == ("Studio X", "cc-by-4.0", 0, 1)
    path = f"/en/team/events/{edition.code}/pictures/{first.pk}/"
    wrong = desk.post(path, {**DESCRIBED, "alt_en": "", "publish": "on"})
    assert wrong.status_code == 422
    assert "Зала с хора" in wrong.content.decode()  # nothing typed is lost
    assert desk.post(path, {**DESCRIBED, "publish": "on"}).status_code == 302
    page = client.get(f"/bg/events/{edition.code}/gallery/").content.decode()
    assert re.findall(r'alt="([^"]+)"', page) == ["Зала с хора"]
    assert "Studio X" in page
    assert "19.11." not in page  # the note on consents is the team's
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert [one["license"] for one in told["associatedMedia"]] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert client.get(f"/bg/events/{edition.code}/gallery/{first.uid}/").status_code == 200
    assert client.get(f"/bg/events/{edition.code}/gallery/{second.uid}/").status_code == 404
    assert AuditLine.objects.filter(action="picture.added").count() == 2


def test_a_refused_file_is_named_and_keeps_none(desk: Client, demo: Snapshot, edition: Edition) -> None:
    files = [upload(photograph()), upload(b"MZ\x90", "virus.jpg.exe")]
    page = desk.post(f"/en/team/events/{edition.code}/pictures/new/", {"files": files})
    assert page.status_code == 422
    assert "virus.jpg.exe: This is no picture" in page.content.decode()
    assert not Picture.objects.exists()


def test_too_many_bytes_at_once_are_refused_while_they_come(
    desk: Client, demo: Snapshot, edition: Edition, monkeypatch: Any
) -> None:
    monkeypatch.setattr(rules, "LARGEST", 100_000)
    page = desk.post(f"/en/team/events/{edition.code}/pictures/new/", {"files": [upload(b"\xff\xd8\xff" * 60_000)]})
    assert page.status_code == 422
    assert "larger than 45 MB" in page.content.decode()


def test_the_same_picture_twice_is_one(desk: Client, demo: Snapshot, edition: Edition) -> None:
    for _ in range(2):
        desk.post(f"/en/team/events/{edition.code}/pictures/new/", {"files": [upload(photograph())]})
    assert Picture.objects.count() == 1


def test_files_open_for_everybody_while_the_picture_is_public_and_for_the_team_before(
    client: Client, desk: Client, demo: Snapshot, picture: Picture, editor: Any
) -> None:
    path = f"/gallery/{picture.uid}-480.webp"
    before = desk.get(path)
    assert (client.get(path).status_code, before.status_code) == (404, 200)
    assert before.headers["Cache-Control"] == "private, no-store"
    closed(before)
    published(picture, editor)
    answer = client.get(path)
    content = b"".join(answer.streaming_content)
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert Image.open(io.BytesIO(content)).size == (480, 320)
    again = client.get(path, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/gallery/{picture.uid}-481.webp").status_code == 404
    services.hide(picture_id=picture.pk, by=editor, at=AT)
    assert client.get(path, headers={"if-none-match": answer.headers["ETag"]}).status_code == 404
    services.remove(picture_id=picture.pk, by=editor, at=AT)


@pytest.mark.django_db(transaction=True)
def test_kept_pages_follow_when_a_picture_is_taken_off(
    client: Client, demo: Snapshot, edition: Edition, editor: Any
) -> None:
    found = published(added(edition, editor), editor)
    path = f"/en/events/{edition.code}/gallery/"
    client.get(path)
    assert client.get(path).headers["Cache-Status"] == "karta; hit"
    services.hide(picture_id=found.pk, by=editor, at=AT)
    page = client.get(path)
    assert "hit" not in page.headers["Cache-Status"]
    assert str(found.uid) not in page.content.decode()
    assert default_storage.exists(services.file_name(found.uid, 480))
    services.remove(picture_id=found.pk, by=editor, at=AT)
    assert not default_storage.exists(services.file_name(found.uid, 480))


def test_pictures_stand_in_the_order_that_editors_give(edition: Edition, editor: Any) -> None:
    first, second, third = (added(edition, editor, width=400 + number) for number in range(3))
    services.move(picture_id=third.pk, steps=-1, by=editor, at=AT)
    services.move(picture_id=first.pk, steps=-1, by=editor, at=AT)  # the first stays the first
    assert list(Picture.objects.values_list("pk", flat=True)) == [first.pk, third.pk, second.pk]


def test_a_picture_s_page_leads_to_those_beside_it(
    client: Client, demo: Snapshot, edition: Edition, editor: Any
) -> None:
    found = [published(added(edition, editor, width=400 + number), editor) for number in range(3)]
    page = client.get(f"/en/events/{edition.code}/gallery/{found[1].uid}/").content.decode()
    assert re.findall(r'<a class="btn" rel="(prev|next)" href="[^"]*/gallery/([^/]+)/"', page) == [
        ("prev", str(found[0].uid)), ("next", str(found[2].uid)),
    ]  # fmt: skip
    assert "2 of 3" in page


def test_the_sitemap_and_the_event_s_page_name_a_gallery_that_has_pictures(
    client: Client, demo: Snapshot, edition: Edition, picture: Picture, editor: Any
) -> None:
    address = f"/en/events/{edition.code}/gallery/"
    assert address not in client.get("/sitemap-afterwards.xml").getvalue().decode()
    assert address not in client.get(f"/en/events/{edition.code}/").content.decode()
    published(picture, editor)
    assert address in client.get("/sitemap-afterwards.xml").getvalue().decode()
    assert address in client.get(f"/en/events/{edition.code}/").content.decode()
