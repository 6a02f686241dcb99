"""Room: agenda."""
