"""A person brings in a file: upload, mapping, preview, build, publish."""
