"""Pages of organisations: ask to act for one, write its profile, see its versions; what all of them offer."""
