"""Which claim is shown, and the tables of the snapshot."""
