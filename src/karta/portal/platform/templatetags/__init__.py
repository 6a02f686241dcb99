"""Template tags and filters: assets, icons, numbers as UI.md §6 prints them."""
