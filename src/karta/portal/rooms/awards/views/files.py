"""Files of entries leave as downloads that no browser shows as a page."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404

from karta.portal.rooms.awards.models import File


def download(found: File, name: str = "") -> FileResponse:
    """The file, under its own name or another one; whoever calls has asked whether it may. Errors: Http404."""
    try:
        held = found.file.open("rb")
    except (FileNotFoundError, ObjectDoesNotExist, ValueError) as error:
        raise Http404(f"file {found.pk}: is gone") from error
    response = FileResponse(held, as_attachment=True, filename=name or found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
