"""Figures of the portal: `make bench-portal` writes docs/reference/portal.md."""
