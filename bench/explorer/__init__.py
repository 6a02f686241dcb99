"""Figures of the explorer at size: `make bench-explorer` writes docs/reference/performance.md."""
