"""The team's view of snapshots, sources and builds."""
