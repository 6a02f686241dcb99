"""What jurors do with entries: read, score, submit."""
