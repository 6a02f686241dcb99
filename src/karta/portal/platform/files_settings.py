"""Where pictures and documents are kept, read from the environment: a folder, or a store that speaks S3."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class WrongFilesSetting(ValueError):
    """A setting of files that cannot be understood; the portal does not start with it."""


def files_settings(env: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Django's STORAGES. Uploads of the import are read by another process and stay in the state folder either way.

    KARTA_S3_BUCKET with KARTA_S3_ENDPOINT, KARTA_S3_REGION, KARTA_S3_KEY and KARTA_S3_SECRET; what is left out is
    boto3's (AWS_…, a role of the machine). Errors: WrongFilesSetting.
    """
    bucket = env.get("KARTA_S3_BUCKET", "")
    if not bucket:
        if stray := sorted(name for name in env if name.startswith("KARTA_S3_")):
            raise WrongFilesSetting(f"{stray[0]} is set, but KARTA_S3_BUCKET is not: name the bucket")
        options: dict[str, Any] = {"location": folder, "file_permissions_mode": 0o600}
        return {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
                "staticfiles": STATIC}  # fmt: skip
    endpoint = env.get("KARTA_S3_ENDPOINT") or None
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise WrongFilesSetting(f"KARTA_S3_ENDPOINT={endpoint}: write https://store.example.org")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": env.get("KARTA_S3_REGION") or None,
        "access_key": env.get("KARTA_S3_KEY") or None,
        "secret_key": env.get("KARTA_S3_SECRET") or None,
        "default_acl": None,  # nothing is public in the store: the portal hands files out and asks who may
        "querystring_auth": True,
        "file_overwrite": False,
        "signature_version": "s3v4",
        "addressing_style": "path" if endpoint else None,
    }
    return {"default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, "staticfiles": STATIC}
