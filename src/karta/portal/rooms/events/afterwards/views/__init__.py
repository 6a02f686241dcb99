"""Pages of what remains of an edition."""
