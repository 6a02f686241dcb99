"""What Wagtail's forms take as a picture."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import ValidationError
from PIL import Image, UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

# What Pillow raises on a file that begins as a picture and goes on as something else.
BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, struct.error)


class PictureForm(BaseImageForm):
    """A file that begins as a picture but cannot be opened is refused at its field; Wagtail's own form would fail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.to_python = partial(_opened, field.to_python, field.error_messages["invalid_image"])


def _opened(read: Callable[[Any], Any], refusal: str, data: Any) -> Any:
    try:
        return read(data)
    except BROKEN as error:
        raise ValidationError(refusal, code="invalid_image") from error
