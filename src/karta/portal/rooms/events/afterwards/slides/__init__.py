"""Slides of an edition: taken in by the team, public while every author agrees by a link of their own."""
