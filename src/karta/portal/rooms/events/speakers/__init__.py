"""Speakers of an edition: who they are, and what they agree to be shown of them."""
