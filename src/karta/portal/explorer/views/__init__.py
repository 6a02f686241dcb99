"""Pages over the snapshot: map.py (the explorer), organisations.py, profile.py, sources.py, method.py, export.py."""
