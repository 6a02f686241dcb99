"""The web half: a Django project that reads the current snapshot and stores what people type."""
