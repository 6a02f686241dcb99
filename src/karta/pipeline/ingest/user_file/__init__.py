"""A person brings in a file: any CSV, TSV or XLSX is read, its columns guessed, every row checked, the result kept.

read → guess → (a person edits mapping.yml) → check → store. Rows about natural persons are left out in `read`, so
that nothing after it ever sees them. Errors: BadFile (messages.py); what concerns a row or a column is a Finding.
"""
