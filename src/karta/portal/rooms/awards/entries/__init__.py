"""Entries: drafts, files, submitted versions with their receipts, and what the jury may read of them."""
