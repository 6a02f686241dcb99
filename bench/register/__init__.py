"""A synthetic commercial register: deeds, their lives, the messages that tell of them, and the truth beside."""
