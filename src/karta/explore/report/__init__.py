"""A report on the organisations of one filter: content, pictures and PDF, in Bulgarian and English."""
