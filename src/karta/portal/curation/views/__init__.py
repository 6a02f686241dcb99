"""Pages of the curation room."""
