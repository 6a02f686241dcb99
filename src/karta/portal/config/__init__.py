"""Settings, root URLs, wiring."""
