"""Room: surveys."""
