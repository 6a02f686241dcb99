"""Map, tables, profiles, export and API: reads the snapshot, writes nothing."""
