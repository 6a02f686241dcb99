"""Runs of the data half, which the portal starts as child processes: reading a file, building a snapshot."""
