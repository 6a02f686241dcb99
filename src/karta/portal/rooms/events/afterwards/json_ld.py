"""What the gallery says to machines: schema.org ImageGallery and ImageObject. Natural persons are never in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from karta.portal.directory.models import Edition
from karta.portal.platform.json_ld import Thing
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events.afterwards.models import Picture

LICENCES = {
    Picture.Licence.BY: "https://creativecommons.org/licenses/by/4.0/",
    Picture.Licence.BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Picture.Licence.ZERO: "https://creativecommons.org/publicdomain/zero/1.0/",
}


def gallery(request: HttpRequest, edition: Edition, shown: Iterable[Picture]) -> Thing:
    """The pictures of one page of the gallery, as part of their event."""
    address = request.build_absolute_uri(reverse("events:edition", args=[edition.code]))
    return {
        "@type": "ImageGallery",
        "url": request.build_absolute_uri(reverse("afterwards:gallery", args=[edition.code])),
        "about": {"@type": "Event", "@id": address, "name": in_language(edition.name)},
        "inLanguage": language(),
        "associatedMedia": [picture(request, one) for one in shown],
    }


def picture(request: HttpRequest, found: Picture) -> Thing:
    """One picture with what says whose it is and on what terms it may be used."""
    width, height = found.largest
    return {
        "@type": "ImageObject",
        "contentUrl": request.build_absolute_uri(reverse("gallery-file", args=[found.uid, width])),
        "width": width,
        "height": height,
        "encodingFormat": "image/webp",
        "caption": in_language(found.caption) or in_language(found.alt),
        "license": LICENCES.get(Picture.Licence(found.licence), ""),
    }
