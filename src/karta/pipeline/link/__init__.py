"""Records to organisations, each decision with its explanation."""
