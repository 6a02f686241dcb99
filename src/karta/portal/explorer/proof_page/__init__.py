"""The proof of an aggregate as its page, its drawer and its links show it."""
