"""A source that publishes changes, not states: messages by day → a log without persons → the state on any date."""
