"""The part of a snapshot that makes questions fast: written by the build, read memory-mapped by every process."""
