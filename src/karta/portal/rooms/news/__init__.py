"""News and pages in two languages, on Wagtail."""
