"""Room: investors."""
