"""Records to claims: intervals, units, dates, identifiers."""
