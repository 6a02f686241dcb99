"""The questions that a snapshot answers. No Django."""
