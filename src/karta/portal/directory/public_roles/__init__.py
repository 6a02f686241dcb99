"""People by their public role: written by themselves, confirmed by their organisation, shown while they agree."""
