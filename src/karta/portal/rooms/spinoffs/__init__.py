"""Room: spinoffs."""
