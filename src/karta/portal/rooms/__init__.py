"""The cluster's rooms; strangers to each other."""
