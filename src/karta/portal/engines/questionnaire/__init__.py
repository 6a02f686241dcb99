"""Questions, answers and their rules."""
