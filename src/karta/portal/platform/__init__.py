"""Accounts, audit log, API envelope, page layout, languages, tasks."""
