"""Who reviews what: plans, their release, single assignments by hand."""
