"""The programme of an edition: what readers see of it, how the team plans it, what speakers agree to."""
