"""Pages of the programme: for readers, for speakers, for the team."""
