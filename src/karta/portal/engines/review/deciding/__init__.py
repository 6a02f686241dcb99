"""From scores to a decision: ranking, deliberation, votes, signatures."""
