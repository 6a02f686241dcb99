"""Registration for an edition: places, waiting lists, tickets, check-in. Free and mandatory: no ticket without it."""
