"""The data half: sources in, a checked snapshot out. `run` is the order of the stages."""
