"""Pictures as they arrive become pictures that may be shown: turned upright, in sRGB, in a few widths, and without
anything that cameras write beside the picture (place, device, owner, a smaller picture of what was cut off).
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import Any

import filetype
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from karta.portal.platform.uploads import NotTaken

KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
WIDTHS = (480, 960, 1920)  # pixels: a tile, a phone or a tile on a dense screen, a picture of its own
LARGEST_PIXELS = 60_000_000
SMALLEST_WIDTH = 320
QUALITY = 80
# What Pillow raises on a file that begins as a picture and goes on as something else.
TOO_LARGE = gettext_lazy("This picture is too large: at most 60 megapixels.")
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture, as WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The sizes of a picture, narrowest first, none wider than it came; `sha256` of the file as it came."""

    renditions: tuple[Rendition, ...]
    sha256: str


def clean(file: Any) -> Cleaned:
    """An uploaded picture in its sizes. Errors: NotTaken, with words for who sent it."""
    file.seek(0)
    content = file.read()
    guessed = filetype.guess(content[:8192])
    if guessed is None or guessed.mime not in KINDS:
        raise NotTaken(_("This is no picture that can be shown here. Send JPEG, PNG or WebP."))
    try:
        upright = _upright(content, KINDS[guessed.mime])
    except NotTaken:
        raise
    except Image.DecompressionBombError as error:
        raise NotTaken(TOO_LARGE) from error
    except BROKEN as error:
        raise NotTaken(_("This picture is damaged and cannot be opened. Save it again and send it.")) from error
    widths = [width for width in WIDTHS if width < upright.width] + [min(upright.width, WIDTHS[-1])]
    renditions = tuple(_rendition(upright, width) for width in dict.fromkeys(widths))
    return Cleaned(renditions, hashlib.sha256(content).hexdigest())


def _upright(content: bytes, form: str) -> Image.Image:
    """The first picture of a file, in RGB. Its size is read, and refused, before its pixels are."""
    with Image.open(io.BytesIO(content), formats=[form]) as opened:
        if opened.width * opened.height > LARGEST_PIXELS:
            raise NotTaken(TOO_LARGE)
        if min(opened.width, opened.height) < SMALLEST_WIDTH:
            raise NotTaken(_("This picture is too small: at least 320 pixels wide and high."))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        return _on_white(_in_srgb(turned))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours of screens: the profile that says otherwise is not kept."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    try:
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that nobody can read says nothing
    return turned or picture


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    above = picture.convert("RGBA")
    ground = Image.new("RGBA", above.size, "white")
    return Image.alpha_composite(ground, above).convert("RGB")


def _rendition(picture: Image.Image, width: int) -> Rendition:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    # Pixels alone: what Pillow keeps of the file stands in `info` and would be written again.
    bare = Image.frombytes("RGB", sized.size, sized.tobytes())
    held = io.BytesIO()
    bare.save(held, "WEBP", quality=QUALITY, method=4)
    return Rendition(width, height, held.getvalue())
