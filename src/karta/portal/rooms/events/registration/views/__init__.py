"""Pages of registration: for everybody, for who registered, for the team."""
