"""The snapshot's files, checked and named."""
