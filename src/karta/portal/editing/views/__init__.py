"""Pages of the team: subjects with their history, and claims on them."""
