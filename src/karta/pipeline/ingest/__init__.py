"""Files to records, as published."""
