"""Pictures of an edition: cleaned when they come, described in both languages, shown by whom all in them agreed."""
