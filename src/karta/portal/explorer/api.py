"""The public API over the current snapshot."""

from ninja import Router

router = Router()
