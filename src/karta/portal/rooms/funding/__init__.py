"""Room: funding."""
