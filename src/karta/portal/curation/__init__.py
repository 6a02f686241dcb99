"""The team decides on reports of errors and uncertain pairs."""
