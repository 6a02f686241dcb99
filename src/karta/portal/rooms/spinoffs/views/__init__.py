"""Pages of the goal: for everybody, for proposers, for an organisation, for the team."""
