"""Pages of the awards' room."""
