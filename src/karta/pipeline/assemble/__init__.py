"""Linked claims → organisations and figures: which attribute, which place, which claim is shown."""

from karta.pipeline.assemble.stage import assemble

__all__ = ["assemble"]
