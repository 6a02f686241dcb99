"""Who is who, measured: names of organisations against labelled pairs and against a published peer."""
