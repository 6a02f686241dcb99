"""Feedback on an edition and its sessions: asked once, anonymous, published in steps of five answers or more."""
