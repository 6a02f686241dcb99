"""Documents of organisations: taken in, kept, released to one person at a time, opened under a log."""
