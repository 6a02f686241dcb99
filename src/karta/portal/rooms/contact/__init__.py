"""Room: contact."""
