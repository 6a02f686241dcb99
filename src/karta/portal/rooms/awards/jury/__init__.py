"""What the jury reads of entries, what became of them, and the winners as claims. Reviewing itself: engines.review."""
