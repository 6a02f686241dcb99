"""Jurors of a round: invitations, expertise, conflicts of interest."""
