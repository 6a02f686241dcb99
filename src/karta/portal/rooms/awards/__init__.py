"""Room: awards."""
