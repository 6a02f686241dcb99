"""Room: introductions."""
