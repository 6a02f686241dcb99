"""Names: normalise, compare, score. Pure."""
